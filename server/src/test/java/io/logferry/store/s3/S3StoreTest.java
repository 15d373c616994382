package io.logferry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.ObjectKeys;
import io.logferry.store.s3.Parts.PartSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class S3StoreTest {
    private static final int PART = 8 << 20;

    @TempDir
    static Path folder;

    private static S3Server server;

    private final Bucket bucket = new Bucket("logs-" + UUID.randomUUID());
    private final ObjectKey key = ObjectKeys.random();
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
    void open() throws IOException {
        store = server.open(bucket, folder.resolve("spool"));
    }

    @AfterEach
    void nothing_stays_behind() {
        store.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("store-")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 3 * PART, 50_000_000})
    void a_file_of_any_size_is_stored_as_it_was(int size) throws Exception {
        byte[] content = random(size);
        assertThat(put(content)).isEqualTo(new StoredFile(size, sha256(content)));
        assertThat(stored().asByteArray()).isEqualTo(content);
        assertThat(server.uploads(bucket)).isEmpty();
    }

    @Test
    void a_file_appears_only_when_it_is_complete() throws Exception {
        try (Upload upload = store.begin(key, 0)) {
            writeInPieces(upload, random(3 * PART), 128 << 10);
            assertThat(server.keys(bucket)).isEmpty();
            upload.complete();
        }
        assertThat(server.keys(bucket)).containsExactly(key.toString());
    }

    @Test
    void a_browser_saves_it_under_its_name() throws Exception {
        for (int size : new int[] {1, PART + 1}) {
            put(random(size));
            GetObjectResponse file = stored().response();
            assertThat(file.contentDisposition()).isEqualTo("attachment; filename=\"" + key.fileName() + "\"");
            assertThat(file.contentType()).isEqualTo("application/octet-stream");
        }
    }

    @Test
    void a_file_in_one_piece_carries_its_checksum() throws Exception {
        byte[] content = random(100);
        put(content);
        assertThat(stored().response().metadata()).containsEntry("sha256", sha256(content));
    }

    @Test
    void parts_that_are_too_large_for_the_memory_go_by_way_of_the_disk() throws Exception {
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
        assertThat(stored().asByteArray()).isEqualTo(content);
        assertThat(stored().response().eTag()).endsWith("-3\"");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void an_upload_that_is_closed_leaves_no_parts_behind() throws Exception {
        try (Upload upload = store.begin(key, 0)) {
            writeInPieces(upload, random(5 * PART), 1 << 20);
            await().until(() -> !server.uploads(bucket).isEmpty());
        }
        assertThat(server.uploads(bucket)).isEmpty();
        assertThat(server.keys(bucket)).isEmpty();
    }

    @Test
    void closing_under_an_interrupted_thread_still_cleans_up() throws Exception {
        Upload upload = store.begin(key, 0);
        writeInPieces(upload, random(5 * PART), 1 << 20);
        await().until(() -> !server.uploads(bucket).isEmpty());
        Thread.currentThread().interrupt();
        upload.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.uploads(bucket)).isEmpty();
    }

    @Test
    void the_file_that_is_there_stays_until_the_next_is_complete() throws Exception {
        put(new byte[] {1});
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(new byte[] {2}));
            assertThat(stored().asByteArray()).containsExactly(1);
            upload.complete();
        }
        assertThat(stored().asByteArray()).containsExactly(2);
    }

    @Test
    void whoever_takes_an_export_over_ends_what_its_predecessor_left() throws Exception {
        S3Bucket dead = new S3Bucket(server.client(), bucket, Patience.NONE);
        dead.begin(key, new StoreWaits());
        dead.begin(ObjectKeys.random(), new StoreWaits());
        store.discard(key.project(), key.workflow());
        assertThat(server.uploads(bucket)).noneMatch(left -> left.key().equals(key.toString()));
        assertThat(server.uploads(bucket)).hasSize(1);
    }

    @Test
    void a_run_that_was_taken_over_can_not_replace_what_its_successor_has_stored() throws Exception {
        ObjectKey successors = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        try (Upload stalled = store.begin(key, 0)) {
            writeInPieces(stalled, random(3 * PART), 1 << 20);
            try (Upload upload = store.begin(successors, 0)) {
                upload.write(ByteBuffer.wrap(new byte[] {1}));
                upload.complete();
            }
            stalled.complete();
        }
        assertThat(server.client()
                        .getObjectAsBytes(get -> get.bucket(bucket.name()).key(successors.toString()))
                        .asByteArray())
                .containsExactly(1);
    }

    @Test
    void what_is_left_of_an_export_is_cleared_away_and_what_counts_stays() throws Exception {
        ObjectKey late = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        ObjectKey another = ObjectKeys.random();
        for (ObjectKey file : List.of(key, late, another)) {
            try (Upload upload = store.begin(file, 0)) {
                upload.complete();
            }
        }
        new S3Bucket(server.client(), bucket, Patience.NONE).begin(late, new StoreWaits());

        store.clear(key.project(), key.workflow(), Set.of(key));

        assertThat(server.keys(bucket)).containsExactlyInAnyOrder(key.toString(), another.toString());
        assertThat(server.uploads(bucket)).isEmpty();
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
            put(random(3));
            assertThatThrownBy(() -> files.complete(upload, parts, new StoreWaits()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_store_refuses_a_part_that_arrives_otherwise_than_it_was_sent() throws Exception {
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
    void uploads_that_nobody_has_gone_on_with_for_a_day_are_swept() throws Exception {
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
    void removing_what_is_not_there_does_nothing() throws Exception {
        put(new byte[] {1});
        store.remove(key);
        store.remove(key);
        assertThatThrownBy(this::stored).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void a_file_that_no_object_store_takes_is_refused_before_a_byte_is_read() {
        assertThatThrownBy(() -> store.begin(key, PartSizes.LARGEST_OBJECT + 1))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("5 TiB");
    }

    @Test
    void a_store_that_does_not_list_uploads_keeps_files_all_the_same() throws Exception {
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
                assertThat(stored().asByteArray()).isEqualTo(content);
            }
            limited.sweep();
        }
        assertThat(store.limitation()).as("of a whole store").isEmpty();
    }

    @Test
    void a_store_that_was_not_well_when_the_service_started_is_cleaned_all_the_same() throws Exception {
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
    void a_right_to_list_uploads_that_is_granted_later_is_used() throws Exception {
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
    void a_right_to_list_uploads_that_is_withdrawn_keeps_no_file_from_being_removed() throws Exception {
        AtomicBoolean refused = new AtomicBoolean();
        try (RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> refused.get() && asksForUploads(request),
                        "403 Forbidden",
                        "AccessDenied",
                        "Access Denied.");
                S3Store started = open(refusing, InstantSource.system())) {
            put(new byte[] {1});
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
    void a_wrong_secret_is_told_with_the_store_s_own_reason() {
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
    void what_a_store_refuses_is_told_with_its_reason_and_what_to_do(String status, String code, String advice)
            throws Exception {
        try (RefusingStore refusing =
                new RefusingStore(server.address(), request -> true, status, code, "why the store refuses it")) {
            S3Endpoint endpoint = server.endpoint().at(refusing.address());
            assertThatThrownBy(() -> S3Store.open(endpoint, bucket, folder, Patience.NONE, InstantSource.system()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(advice)
                    .hasMessageContaining(code + ": why the store refuses it");
        }
    }

    private StoredFile put(byte[] content) throws Exception {
        try (Upload upload = store.begin(key, content.length)) {
            writeInPieces(upload, content, 128 << 10);
            return upload.complete();
        }
    }

    private ResponseBytes<GetObjectResponse> stored() {
        return server.client().getObjectAsBytes(get -> get.bucket(bucket.name()).key(key.toString()));
    }

    private static void writeInPieces(Upload upload, byte[] content, int length) throws Exception {
        for (int from = 0; from < content.length; from += length) {
            upload.write(ByteBuffer.wrap(content, from, Math.min(length, content.length - from)));
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
