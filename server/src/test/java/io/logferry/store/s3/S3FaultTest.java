package io.logferry.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.BreakableWay;
import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.ObjectKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A real object store that can't be reached for a while, or has a temporary fault. */
class S3FaultTest {
    private static final int PART = 8 << 20;
    private static final Patience PATIENCE = new Patience(Duration.ofMinutes(1));

    @TempDir
    static Path folder;

    private static S3Server server;

    private final Bucket bucket = new Bucket("logs-" + UUID.randomUUID());
    private final ObjectKey key = ObjectKeys.random();
    private final byte[] content = new byte[3 * PART];
    private BreakableWay way;

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
        way = server.way();
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void close() throws IOException {
        way.close();
    }

    /** What happens to the store, or to the connection. */
    enum Mishap {
        CONNECTIONS_ARE_RESET {
            @Override
            void happen(BreakableWay way) throws IOException {
                way.reset();
            }
        },
        CONNECTIONS_ARE_REFUSED_FOR_TWO_SECONDS {
            @Override
            void happen(BreakableWay way) throws IOException {
                way.refuse();
                var unused = BreakableWay.soon(way::mend);
            }
        },
        IT_ANSWERS_500 {
            @Override
            void happen(BreakableWay way) throws IOException {
                way.answer(8, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                way.reset();
            }
        },
        IT_ANSWERS_503 {
            @Override
            void happen(BreakableWay way) throws IOException {
                way.answer(8, "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                way.reset();
            }
        },
        IT_ANSWERS_BY_HALVES {
            @Override
            void happen(BreakableWay way) {
                way.cutAnswersAfter(40);
            }
        };

        abstract void happen(BreakableWay way) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void a_file_in_parts_is_stored_after_a_temporary_fault(Mishap mishap) throws Exception {
        assertStored(mishap, content);
    }

    @ParameterizedTest
    @EnumSource
    void a_file_in_one_piece_is_stored_after_a_temporary_fault(Mishap mishap) throws Exception {
        assertStored(mishap, new byte[] {1, 2, 3});
    }

    private void assertStored(Mishap mishap, byte[] bytes) throws Exception {
        try (S3Store store = server.open(bucket, folder.resolve("spool"), way, PATIENCE);
                Upload upload = store.begin(key, 0)) {
            mishap.happen(way);
            upload.write(ByteBuffer.wrap(bytes));
            StoredFile stored = upload.complete();

            assertThat(stored.size()).isEqualTo(bytes.length);
            assertThat(server.client()
                            .getObjectAsBytes(get -> get.bucket(bucket.name()).key(key.toString()))
                            .asByteArray())
                    .isEqualTo(bytes);
            assertThat(upload.waited()).isPresent();
            store.clear(key.project(), key.workflow(), Set.of(key));
        }
        assertThat(server.uploads(bucket)).isEmpty();
        assertThat(server.keys(bucket)).containsExactly(key.toString());
    }

    @Test
    void a_bucket_that_is_gone_fails_at_once() throws Exception {
        try (S3Store store = server.open(bucket, folder.resolve("spool"), way, new Patience(Duration.ofDays(1)));
                Upload upload = store.begin(key, 0)) {
            server.client().deleteBucket(delete -> delete.bucket(bucket.name()));
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            assertThatThrownBy(upload::complete).isInstanceOf(IOException.class).hasMessageContaining("NoSuchBucket");
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "501", "507"})
    void a_refused_request_fails_at_once(int status) throws Exception {
        try (S3Store store = server.open(bucket, folder.resolve("spool"), way, new Patience(Duration.ofDays(1)));
                Upload upload = store.begin(key, 0)) {
            way.answer(1, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            way.reset();
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            // The first try may meet the connection that was reset; the next has the answer.
            assertThatThrownBy(upload::complete).isInstanceOf(IOException.class).hasMessageContaining("" + status);
        }
    }

    @Test
    void a_store_that_stays_unreachable_is_given_up_after_a_while() throws Exception {
        try (S3Store store = server.open(bucket, folder.resolve("spool"), way, new Patience(Duration.ofSeconds(1)));
                Upload upload = store.begin(key, 0)) {
            way.refuse();
            upload.write(ByteBuffer.wrap(new byte[] {1}));
            assertThatThrownBy(upload::complete).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Timeout(40)
    void a_stalled_store_does_not_block_the_cleanup() throws Exception {
        try (S3Store store = server.open(bucket, folder.resolve("spool"), way, Patience.NONE)) {
            way.keep("GET /");
            store.discard(key.project(), key.workflow());
            assertThatThrownBy(() -> store.clear(key.project(), key.workflow(), Set.of()))
                    .isInstanceOf(IOException.class);
        }
    }
}
