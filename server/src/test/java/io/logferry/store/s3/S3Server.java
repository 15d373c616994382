package io.logferry.store.s3;

import io.logferry.BreakableWay;
import io.logferry.TestAuthority;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A real S3 server (S3Proxy, on files) in a separate process, on a free port of 127.0.0.1. */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "story-access-key";
    public static final String SECRET_KEY = "story-secret-key";

    private static final Path CLASS_PATH = Path.of("../s3proxy-for-tests/target/lib");
    private static final Duration START = Duration.ofSeconds(60);

    private final int securePort;
    private final URI address;
    private final Path output;
    private final Process process;
    private final S3Client client;

    /** @param folder where it keeps its files and its output */
    public static S3Server start(Path folder) throws IOException {
        return new S3Server(folder, Optional.empty());
    }

    /** Over HTTPS, with buckets in host names below {@link TestAuthority#NAME}; any other name is a bucket to it. */
    public static S3Server start(Path folder, TestAuthority authority) throws IOException {
        return new S3Server(folder, Optional.of(authority));
    }

    private S3Server(Path folder, Optional<TestAuthority> authority) throws IOException {
        if (!Files.isDirectory(CLASS_PATH)) {
            throw new AssertionError("S3Proxy isn't there: ./dev mvn -pl s3proxy-for-tests generate-test-resources");
        }
        int port = freePort();
        securePort = freePort(); // it would take 0, too, but tells nobody then which it has
        address = URI.create("http://127.0.0.1:" + port);
        client = endpoint().connect();
        output = folder.resolve("s3proxy.log");
        process = new ProcessBuilder(command(folder, authority.map(this::secure).orElse("")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await("S3Proxy, whose output is " + output).atMost(START).until(this::isListening);
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    public URI address() {
        return address;
    }

    /** Over HTTPS. */
    public URI secureAddress() {
        return URI.create("https://" + TestAuthority.NAME + ":" + securePort);
    }

    /** As those see it who have its keys. */
    public S3Endpoint endpoint() {
        return endpoint(SECRET_KEY);
    }

    /** Those of a service that keeps its files in it, in the bucket {@code logferry}. */
    public Map<String, String> settings() {
        return Map.of(
                "logferry.store.kind",
                "s3",
                "logferry.store.s3.endpoint",
                address.toString(),
                "logferry.store.s3.access-key",
                ACCESS_KEY,
                "logferry.store.s3.secret-key",
                SECRET_KEY);
    }

    S3Endpoint endpoint(String secretKey) {
        return new S3Endpoint(
                Optional.of(address),
                Region.US_EAST_1,
                true,
                S3Endpoint.credentials(ACCESS_KEY, secretKey),
                Optional.empty());
    }

    /** Opens a store in it, with the usual sizes of parts. */
    public S3Store open(Bucket bucket, Path spool) throws IOException {
        return S3Store.open(endpoint(), bucket, spool, Patience.NONE, InstantSource.system());
    }

    /** Opens a store that reaches it by that way. */
    public S3Store open(Bucket bucket, Path spool, BreakableWay way, Patience patience) throws IOException {
        S3Endpoint byTheWay = endpoint().at(URI.create("http://127.0.0.1:" + way.port()));
        return S3Store.open(byTheWay, bucket, spool, patience, InstantSource.system());
    }

    /** A way to it that can be broken. */
    public BreakableWay way() throws IOException {
        return new BreakableWay(address.getPort());
    }

    /** Asks it directly. */
    public S3Client client() {
        return client;
    }

    public List<MultipartUpload> uploads(Bucket bucket) {
        return client.listMultipartUploads(list -> list.bucket(bucket.name())).uploads();
    }

    /** The keys of all files; the store's id is none. */
    public List<String> keys(Bucket bucket) {
        return client.listObjectsV2Paginator(list -> list.bucket(bucket.name())).contents().stream()
                .map(file -> file.key())
                .filter(key -> !key.equals(S3StoreId.KEY))
                .toList();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The header that it must ignore is that of a session's token. */
    private String secure(TestAuthority authority) {
        return """
                s3proxy.secure-endpoint=https://127.0.0.1:%d
                s3proxy.keystore-path=%s
                s3proxy.keystore-password=%s
                s3proxy.virtual-host=%s
                s3proxy.ignore-unknown-headers=true
                """.formatted(
                        securePort,
                        authority.keyStore(authority.issue("rsa:2048")),
                        TestAuthority.PASSWORD,
                        TestAuthority.NAME);
    }

    private List<String> command(Path folder, String more) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path settings = Files.writeString(
                folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(address, ACCESS_KEY, SECRET_KEY, data) + more);
        // Without this it tells all that it does, and crawls.
        Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                folder + ":" + CLASS_PATH.toAbsolutePath().normalize() + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString());
    }

    private boolean isListening() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("S3Proxy ended: " + Files.readString(output));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
