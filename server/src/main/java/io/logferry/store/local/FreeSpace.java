package io.logferry.store.local;

import io.logferry.store.LogStore.StoreFullException;
import java.io.IOException;

/** The space that is left for uploads: what the file system has, minus a reserve, minus what the running uploads still need. */
final class FreeSpace {
    /** Bytes that uploads leave free: the state database may live on the same disk. */
    static final long RESERVE = 64L << 20;

    /** How much an upload reserves at a time when it grows beyond its expected size, in bytes. */
    private static final long STEP = 64L << 20;

    /** Asks the file system. */
    interface Usable {
        long bytes() throws IOException;
    }

    private final Usable usable;
    private long promised;

    FreeSpace(Usable usable) {
        this.usable = usable;
    }

    /** Reserves space for an upload. */
    Reservation reserve(long bytes) throws IOException {
        Reservation reservation = new Reservation();
        reservation.grow(Math.max(0, bytes));
        return reservation;
    }

    /** What one upload may still write. */
    final class Reservation implements AutoCloseable {
        private long left;

        /** Call this before the upload writes {@code bytes} bytes. */
        void use(long bytes) throws IOException {
            synchronized (FreeSpace.this) {
                if (bytes > left) {
                    grow(Math.max(bytes - left, STEP));
                }
                left -= bytes;
                promised -= bytes;
            }
        }

        @Override
        public void close() {
            synchronized (FreeSpace.this) {
                promised -= left;
                left = 0;
            }
        }

        private void grow(long bytes) throws IOException {
            synchronized (FreeSpace.this) {
                long available = Math.max(0, usable.bytes() - RESERVE - promised);
                if (bytes > available) {
                    throw new StoreFullException("The log store is too full: the file needs " + inWords(bytes)
                            + " more, and " + inWords(available)
                            + " are left; free some space, or shorten logferry.export.retention.");
                }
                left += bytes;
                promised += bytes;
            }
        }
    }

    private static String inWords(long bytes) {
        return bytes < 10_000_000 ? bytes + " bytes" : bytes / 1_000_000 + " MB";
    }
}
