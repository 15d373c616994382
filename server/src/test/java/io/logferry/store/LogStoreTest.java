package io.logferry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.logferry.id.ObjectKey;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does. A subclass brings its store, and tests what only this store does. */
public abstract class LogStoreTest {
    /** The usual size of an S3 store's parts. */
    protected static final int PART = 8 << 20;

    protected final ObjectKey key = ObjectKeys.random();
    private LogStore store;

    /** Opens the store as one more replica does; all see the same files. */
    protected abstract LogStore open(InstantSource clock) throws IOException;

    /** The content of a file, read past the store. */
    protected abstract byte[] stored(ObjectKey key) throws IOException;

    /** The keys of all files. */
    protected abstract List<String> keys() throws IOException;

    /** How many uploads are incomplete. */
    protected abstract int incomplete() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open(InstantSource.system());
    }

    @AfterEach
    void no_thread_stays_behind() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("store-")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 3 * PART, 50_000_000})
    void a_file_of_any_size_is_stored_as_it_was(int size) throws Exception {
        byte[] content = random(size);
        assertThat(put(key, content)).isEqualTo(new StoredFile(size, sha256(content)));
        assertThat(stored(key)).isEqualTo(content);
        assertThat(incomplete()).isZero();
    }

    @Test
    void a_file_appears_whole_and_only_when_it_is_complete() throws Exception {
        byte[] content = random(3 * PART + 12345);
        try (Upload upload = store.begin(key, content.length)) {
            writeInPieces(upload, content, 128 << 10);
            assertThat(keys()).isEmpty();
            assertThat(upload.complete()).isEqualTo(new StoredFile(content.length, sha256(content)));
        }
        assertThat(keys()).containsExactly(key.toString());
        assertThat(stored(key)).isEqualTo(content);
        assertThat(incomplete()).isZero();
    }

    @Test
    void an_upload_that_is_closed_leaves_nothing_behind() throws Exception {
        try (Upload upload = store.begin(key, 0)) {
            writeInPieces(upload, random(5 * PART), 1 << 20);
            await().until(() -> incomplete() > 0);
        }
        assertThat(incomplete()).isZero();
        assertThat(keys()).isEmpty();
    }

    @Test
    void an_interrupted_upload_ends_at_once_and_leaves_nothing_behind() throws Exception {
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(random(3 << 20)));
            Thread.currentThread().interrupt();
            assertThatThrownBy(upload::complete).isInstanceOf(InterruptedException.class);
        }
        assertThat(keys()).isEmpty();
        assertThat(incomplete()).isZero();
    }

    @Test
    void closing_under_an_interrupted_thread_still_cleans_up() throws Exception {
        Upload upload = store.begin(key, 0);
        writeInPieces(upload, random(5 * PART), 1 << 20);
        await().until(() -> incomplete() > 0);
        Thread.currentThread().interrupt();
        upload.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(incomplete()).isZero();
    }

    @Test
    void the_file_that_is_there_stays_until_the_next_is_complete() throws Exception {
        put(key, new byte[] {1});
        try (Upload upload = store.begin(key, 1)) {
            upload.write(ByteBuffer.wrap(new byte[] {2}));
            assertThat(stored(key)).containsExactly(1);
            upload.complete();
        }
        assertThat(stored(key)).containsExactly(2);
    }

    @Test
    void a_run_that_takes_an_export_over_ends_what_its_predecessor_left() throws Exception {
        LogStore other = open(InstantSource.system());
        try (Upload predecessors = other.begin(key, 0);
                Upload another = other.begin(ObjectKeys.random(), 0)) {
            writeInPieces(predecessors, random(2 * PART), 1 << 20);
            writeInPieces(another, random(2 * PART), 1 << 20);
            await().until(() -> incomplete() == 2);
            store.discard(key.project(), key.workflow());
            assertThat(incomplete()).isEqualTo(1);
            assertThatThrownBy(predecessors::complete).isInstanceOf(IOException.class);
            another.complete();
        }
        assertThat(keys()).hasSize(1).doesNotContain(key.toString());
    }

    @Test
    void a_run_that_was_taken_over_can_not_replace_what_its_successor_has_stored() throws Exception {
        ObjectKey successors = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        try (Upload stalled = store.begin(key, 0)) {
            writeInPieces(stalled, random(3 * PART), 1 << 20);
            put(successors, new byte[] {1});
            stalled.complete();
        }
        assertThat(stored(successors)).containsExactly(1);
    }

    @Test
    void clearing_removes_everything_of_a_workflow_except_the_given_files() throws Exception {
        ObjectKey late = new ObjectKey(key.project(), key.workflow(), 2, key.fileName());
        ObjectKey another = ObjectKeys.random();
        for (ObjectKey file : List.of(key, late, another)) {
            put(file, new byte[0]);
        }
        try (Upload left = open(InstantSource.system()).begin(late, 0)) {
            writeInPieces(left, random(2 * PART), 1 << 20);
            await().until(() -> incomplete() == 1);

            store.clear(key.project(), key.workflow(), Set.of(key));

            assertThat(keys()).containsExactlyInAnyOrder(key.toString(), another.toString());
            assertThat(incomplete()).isZero();
        }
        store.clear(key.project(), key.workflow(), Set.of());
        store.clear(key.project(), key.workflow(), Set.of());
        assertThat(keys()).containsExactly(another.toString());
    }

    @Test
    void removing_takes_one_file_and_does_nothing_if_there_is_none() throws Exception {
        ObjectKey sibling = new ObjectKey(key.project(), key.workflow(), "another");
        put(key, new byte[] {1});
        put(sibling, new byte[] {2});
        store.remove(key);
        store.remove(key);
        assertThat(keys()).containsExactly(sibling.toString());
    }

    @Test
    void what_can_not_fit_is_refused_before_a_byte_is_written() throws Exception {
        assertThatThrownBy(() -> store.begin(key, Long.MAX_VALUE / 2)).isInstanceOf(StoreFullException.class);
        assertThat(incomplete()).isZero();
    }

    @Test
    void an_upload_that_grows_is_not_swept_and_one_that_did_not_for_a_day_is() throws Exception {
        try (Upload upload = store.begin(key, 0)) {
            writeInPieces(upload, random(2 * PART), 1 << 20);
            await().until(() -> incomplete() == 1);
            store.sweep();
            open(InstantSource.system()).sweep();
            assertThat(incomplete()).isEqualTo(1);

            open(Clock.offset(Clock.systemUTC(), Duration.ofHours(25))).sweep();
            assertThat(incomplete()).isZero();
        }
        assertThat(keys()).isEmpty();
    }

    @Test
    void it_keeps_the_id_that_it_got_last() throws Exception {
        assertThat(store.id()).isEmpty();
        store.putId("one");
        assertThat(open(InstantSource.system()).id()).contains("one");
        store.putId("another");
        put(key, new byte[] {1});
        store.clear(key.project(), key.workflow(), Set.of());
        store.sweep();
        assertThat(open(InstantSource.system()).id()).contains("another");
        assertThat(keys()).isEmpty();
    }

    protected final StoredFile put(ObjectKey as, byte[] content) throws Exception {
        try (Upload upload = store.begin(as, content.length)) {
            writeInPieces(upload, content, 128 << 10);
            return upload.complete();
        }
    }

    protected static void writeInPieces(Upload upload, byte[] content, int length) throws Exception {
        for (int from = 0; from < content.length; from += length) {
            upload.write(ByteBuffer.wrap(content, from, Math.min(length, content.length - from)));
        }
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    protected static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
