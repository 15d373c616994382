package io.logferry.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.store.LogStore.StoreFullException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
    private static final long MIB = 1 << 20;

    private final AtomicLong usable = new AtomicLong(FreeSpace.RESERVE + 100 * MIB);
    private final FreeSpace space = new FreeSpace(usable::get);

    @Test
    void concurrent_uploads_share_the_free_space() throws IOException {
        try (FreeSpace.Reservation first = space.reserve(60 * MIB)) {
            assertThatThrownBy(() -> space.reserve(41 * MIB)).isInstanceOf(StoreFullException.class);
            space.reserve(40 * MIB).close();
            first.use(MIB);
        }
        space.reserve(100 * MIB).close();
    }

    @Test
    void what_is_written_counts_once() throws IOException {
        try (FreeSpace.Reservation first = space.reserve(60 * MIB)) {
            write(first, 50 * MIB);
            space.reserve(40 * MIB).close();
            assertThatThrownBy(() -> space.reserve(40 * MIB + 1)).isInstanceOf(StoreFullException.class);
        }
    }

    @Test
    void an_upload_that_grows_beyond_its_expected_size_stops_before_the_reserve() throws IOException {
        try (FreeSpace.Reservation first = space.reserve(0)) {
            write(first, 64 * MIB);
            assertThatThrownBy(() -> write(first, MIB)).isInstanceOf(StoreFullException.class);
        }
        assertThat(usable.get()).isGreaterThan(FreeSpace.RESERVE);
    }

    @Test
    void the_refusal_says_how_much_was_needed_and_how_much_there_is() {
        assertThatThrownBy(() -> space.reserve(5_000_000_000L))
                .hasMessage("The log store is too full: the file needs 5000 MB more, and 104 MB are left;"
                        + " free some space, or shorten logferry.export.retention.");
    }

    private void write(FreeSpace.Reservation reservation, long bytes) throws IOException {
        reservation.use(bytes);
        usable.addAndGet(-bytes);
    }
}
