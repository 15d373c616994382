package io.logferry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.LogStoreTest;
import io.logferry.store.ObjectKeys;
import io.logferry.store.s3.Parts.PartSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class S3StoreTest extends LogStoreTest {
    @TempDir
    static Path folder;

    private static S3Server server;

    private final Bucket bucket = new Bucket("logs-" + UUID.randomUUID());
    private final List<S3Store> opened = new ArrayList<>();
    private S3Store store;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void openS3() throws IOException {
        store = open(InstantSource.system());
    }

    @AfterEach
    void close() {
        opened.forEach(S3Store::close);
    }

    @Override
    protected S3Store open(InstantSource clock) throws IOException {
        S3Store another = S3Store.open(server.endpoint(), bucket, folder.resolve("spool"), Patience.NONE, clock);
        opened.add(another);
        return another;
    }

    @Override
    protected byte[] stored(ObjectKey file) {
        return object(file).asByteArray();
    }

    @Override
    protected List<String> keys() {
        return server.keys(bucket);
    }

    @Override
    protected int incomplete() {
        return server.uploads(bucket).size();
    }

    @Test
    void a_browser_saves_it_under_its_name() throws Exception {
        for (int size : new int[] {1, PART + 1}) {
            put(key, random(size));
            GetObjectResponse file = object(key).response();
            assertThat(file.contentDisposition()).isEqualTo("attachment; filename=\"" + key.fileName() + "\"");
            assertThat(file.contentType()).isEqualTo("application/octet-stream");
        }
    }

    @Test
    void a_file_in_one_piece_carries_its_checksum() throws Exception {
        byte[] content = random(100);
        put(key, content);
        assertThat(object(key).response().metadata()).containsEntry("sha256", sha256(content));
    }

    @Test
    void parts_that_are_too_large_for_memory_are_buffered_on_disk() throws Exception {
        Path spool = folder.resolve("large parts");
        PartSizes growing = new PartSizes(5 << 20, 1, 1, 2);
        byte[] content = random(5 * 7 << 20);
        try (S3Store large = new S3Store(
                        server.endpoint().connect(),
                        bucket,
                        "here",
                        new Parts(growing, spool),
                        Patience.NONE,
                        InstantSource.system());
                Upload upload = large.begin(key, 0)) {
            writeInPieces(upload, content, 1 << 20);
            assertThat(upload.complete().sha256()).isEqualTo(sha256(content));
        }
        assertThat(stored(key)).isEqualTo(content);
        assertThat(object(key).response().eTag()).endsWith("-3\"");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void discarding_also_ends_uploads_without_parts() throws Exception {
        S3Bucket dead = new S3Bucket(server.client(), bucket, Patience.NONE);
        dead.begin(key, new StoreWaits());
        dead.begin(ObjectKeys.random(), new StoreWaits());
        store.discard(key.project(), key.workflow());
        assertThat(server.uploads(bucket)).noneMatch(left -> left.key().equals(key.toString()));
        assertThat(server.uploads(bucket)).hasSize(1);
    }

    @Test
    void a_completion_whose_answer_was_lost_is_a_completion() throws Exception {
        S3Bucket files = new S3Bucket(server.client(), bucket, Patience.NONE);
        S3Bucket.Begun upload = files.begin(key, new StoreWaits());
        try (Part part = new Parts(PartSizes.USUAL, folder).create(1)) {
            part.fill(ByteBuffer.wrap(random(100)));
            var parts = List.of(files.send(upload, 1, part, new StoreWaits()));
            files.complete(upload, parts, new StoreWaits());
            files.complete(upload, parts, new StoreWaits());
            put(key, random(3));
            assertThatThrownBy(() -> files.complete(upload, parts, new StoreWaits()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_store_refuses_a_part_whose_bytes_changed_on_the_way() throws Exception {
        S3Bucket files = new S3Bucket(server.client(), bucket, Patience.NONE);
        S3Bucket.Begun upload = files.begin(key, new StoreWaits());
        try (Part lying = new Part(10) {
            @Override
            void append(long position, ByteBuffer bytes) {}

            private int reads;

            @Override
            int read(long position, byte[] to, int offset, int length) {
                Arrays.fill(to, offset, offset + length, (byte) reads++);
                return length;
            }

            @Override
            public void close() {}
        }) {
            lying.fill(ByteBuffer.allocate(10));
            assertThatThrownBy(() -> files.send(upload, 1, lying, new StoreWaits()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void uploads_without_a_new_part_for_a_day_are_swept_and_none_of_others() throws Exception {
        S3Bucket dead = new S3Bucket(server.client(), bucket, Patience.NONE);
        dead.begin(key, new StoreWaits());
        S3Client others = server.client();
        others.createMultipartUpload(create -> create.bucket(bucket.name()).key("somebody-elses.bin"));
        store.sweep();
        assertThat(server.uploads(bucket)).hasSize(2);

        Clock later = Clock.offset(Clock.systemUTC(), S3Store.DEAD_AFTER.plus(Duration.ofHours(1)));
        S3Store.open(server.endpoint(), bucket, folder, Patience.NONE, later).sweep();
        assertThat(server.uploads(bucket)).extracting(upload -> upload.key()).containsExactly("somebody-elses.bin");
    }

    @Test
    void a_file_beyond_5_TiB_is_refused_before_a_byte_is_read() {
        assertThatThrownBy(() -> store.begin(key, PartSizes.LARGEST_OBJECT + 1))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("5 TiB");
    }

    @Test
    void a_store_that_does_not_list_uploads_still_stores_files() throws Exception {
        try (RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> request.contains("?uploads") && request.startsWith("GET"),
                        "501 Not Implemented",
                        "NotImplemented",
                        "A header you provided implies functionality that is not implemented");
                S3Store limited = S3Store.open(
                        server.endpoint().at(refusing.address()),
                        bucket,
                        folder,
                        Patience.NONE,
                        InstantSource.system())) {
            assertThat(limited.limitation().orElseThrow())
                    .contains("does not list uploads")
                    .contains("501 NotImplemented");
            limited.discard(key.project(), key.workflow());
            for (int size : new int[] {1, 2 * PART}) {
                byte[] content = random(size);
                try (Upload upload = limited.begin(key, size)) {
                    writeInPieces(upload, content, 1 << 20);
                    upload.complete();
                }
                assertThat(stored(key)).isEqualTo(content);
            }
            limited.sweep();
        }
        assertThat(store.limitation()).as("of a whole store").isEmpty();
    }

    @Test
    void a_store_with_a_temporary_fault_at_startup_is_cleaned_later() throws Exception {
        AtomicBoolean unwell = new AtomicBoolean(true);
        try (RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> unwell.get() && asksForUploads(request),
                        "503 Slow Down",
                        "SlowDown",
                        "Please reduce your request rate.");
                S3Store started = open(refusing, InstantSource.system())) {
            unwell.set(false);
            leaveUpload();
            started.discard(key.project(), key.workflow());
            assertThat(server.uploads(bucket)).isEmpty();
            assertThat(started.limitation()).isEmpty();
        }
    }

    @Test
    void a_permission_to_list_uploads_that_is_granted_later_is_used() throws Exception {
        AtomicBoolean refused = new AtomicBoolean(true);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> refused.get() && asksForUploads(request),
                        "403 Forbidden",
                        "AccessDenied",
                        "Access Denied.");
                S3Store started = open(refusing, now::get)) {
            assertThat(started.limitation()).isPresent();
            refused.set(false);
            leaveUpload();
            now.updateAndGet(then -> then.plus(Duration.ofHours(1)));
            started.discard(key.project(), key.workflow());
            assertThat(server.uploads(bucket)).isEmpty();
            assertThat(started.limitation()).isEmpty();
        }
    }

    @Test
    void files_are_removed_although_the_permission_to_list_uploads_was_withdrawn() throws Exception {
        AtomicBoolean refused = new AtomicBoolean();
        try (RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> refused.get() && asksForUploads(request),
                        "403 Forbidden",
                        "AccessDenied",
                        "Access Denied.");
                S3Store started = open(refusing, InstantSource.system())) {
            put(key, new byte[] {1});
            refused.set(true);
            started.clear(key.project(), key.workflow(), Set.of());
            assertThat(server.keys(bucket)).isEmpty();
            assertThat(started.limitation().orElseThrow()).contains("AccessDenied");
        }
    }

    private S3Store open(RefusingStore by, InstantSource clock) throws IOException {
        return S3Store.open(server.endpoint().at(by.address()), bucket, folder, Patience.NONE, clock);
    }

    private static boolean asksForUploads(String request) {
        return request.startsWith("GET") && request.contains("?uploads");
    }

    private void leaveUpload() {
        server.client()
                .createMultipartUpload(create -> create.bucket(bucket.name()).key(key.toString()));
    }

    @Test
    void the_message_about_a_wrong_secret_contains_the_store_s_reason() {
        assertThatThrownBy(() ->
                        S3Store.open(server.endpoint("wrong"), bucket, folder, Patience.NONE, InstantSource.system()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The bucket " + bucket)
                .hasMessageContaining("correct logferry.store.s3.secret-key")
                .hasMessageContaining("The store said 403 SignatureDoesNotMatch")
                .hasMessageNotContaining("wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, InvalidAccessKeyId, logferry.store.s3.access-key",
        "403 Forbidden, AccessDenied, s3:PutObject",
        "403 Forbidden, RequestTimeTooSkewed, clock",
        "400 Bad Request, AuthorizationHeaderMalformed, logferry.store.s3.region",
        "301 Moved Permanently, PermanentRedirect, logferry.store.s3.region",
        "400 Bad Request, InvalidBucketName, can't be used",
    })
    void the_message_about_a_refusal_contains_the_store_s_reason_and_what_to_do(
            String status, String code, String advice) throws Exception {
        try (RefusingStore refusing =
                new RefusingStore(server.address(), request -> true, status, code, "why the store refuses it")) {
            S3Endpoint endpoint = server.endpoint().at(refusing.address());
            assertThatThrownBy(() -> S3Store.open(endpoint, bucket, folder, Patience.NONE, InstantSource.system()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(advice)
                    .hasMessageContaining(code + ": why the store refuses it");
        }
    }

    private ResponseBytes<GetObjectResponse> object(ObjectKey file) {
        return server.client().getObjectAsBytes(get -> get.bucket(bucket.name()).key(file.toString()));
    }
}
