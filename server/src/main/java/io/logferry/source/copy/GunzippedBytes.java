package io.logferry.source.copy;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.DamagedFileException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.IOUtils;
import org.jspecify.annotations.Nullable;

/** Unpacks a gzip file, of one member or several, on its way. */
final class GunzippedBytes implements LogBytes {
    private static final int PIECE = 128 << 10;

    private final LogBytes packed;
    private @Nullable InputStream unpacked;

    GunzippedBytes(LogBytes packed) {
        this.packed = packed;
    }

    @Override
    public @Nullable ByteBuffer next() throws LogSourceException, LogChangedException, InterruptedException {
        try {
            if (unpacked == null) {
                unpacked = GzipCompressorInputStream.builder()
                        .setInputStream(new Packed())
                        .setDecompressConcatenated(true)
                        .get();
            }
            byte[] piece = unpacked.readNBytes(PIECE);
            return piece.length == 0 ? null : ByteBuffer.wrap(piece);
        } catch (ReadFailure failure) {
            throw failure.rethrow();
        } catch (IOException e) {
            throw new DamagedFileException(e);
        }
    }

    @Override
    public void close() {
        IOUtils.closeQuietly(unpacked);
        packed.close();
    }

    /** The packed bytes as the unpacker wants them. */
    private final class Packed extends InputStream {
        private ByteBuffer rest = ByteBuffer.allocate(0);

        @Override
        public int read() throws IOException {
            return more() ? rest.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int count = Math.min(length, rest.remaining());
            rest.get(into, offset, count);
            return count;
        }

        private boolean more() throws IOException {
            if (rest.hasRemaining()) {
                return true;
            }
            try {
                @Nullable ByteBuffer next = packed.next();
                rest = next == null ? rest : next;
                return next != null;
            } catch (LogSourceException | LogChangedException | InterruptedException e) {
                throw new ReadFailure(e);
            }
        }
    }
}
