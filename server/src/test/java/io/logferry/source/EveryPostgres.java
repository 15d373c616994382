package io.logferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.source.node.NodeLogSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that run on every supported PostgreSQL, each a primary and its standby. */
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
public abstract class EveryPostgres {
    private static final List<Integer> REQUIRED = List.of(13, 15, 17, 18);

    @TempDir
    private static Path folder;

    public static ReplicatedServers servers;

    @Parameter
    public PostgresVersion version;

    public final LogSource source = new NodeLogSource(LogSource.Limits.NONE, InstantSource.system());
    public final CollectingSink sink = new CollectingSink();

    static List<PostgresVersion> versions() throws IOException {
        List<PostgresVersion> all = PostgresVersion.all();
        assertThat(all).extracting(PostgresVersion::major).containsAll(REQUIRED);
        return all;
    }

    @BeforeParameterizedClassInvocation
    static void start(PostgresVersion version) throws Exception {
        servers = ReplicatedServers.start(
                version.binaries().get(), Files.createDirectory(folder.resolve(String.valueOf(version.major()))));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void tidy() throws Exception {
        servers.tidy();
    }

    public static byte[] concatenated(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}
