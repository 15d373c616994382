package io.logferry.source.copy;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a gzip file, of one member or several, on its way. The JDK's own GZIPInputStream takes a damaged header of the second member for the
 * end of the file, so lines would be missing without a word.
 */
final class GunzippedBytes extends LogBytes {
    private static final int PIECE = 128 << 10;

    private final LogBytes packed;
    private @Nullable InputStream unpacked;

    GunzippedBytes(LogBytes packed) {
        this.packed = packed;
    }

    @Override
    protected @Nullable ByteBuffer receive() throws LogSourceException, LogChangedException, InterruptedException {
        try {
            if (unpacked == null) {
                unpacked = GzipCompressorInputStream.builder()
                        .setInputStream(packed)
                        .setDecompressConcatenated(true)
                        .get();
            }
            byte[] piece = unpacked.readNBytes(PIECE);
            return piece.length == 0 ? null : ByteBuffer.wrap(piece);
        } catch (LogSourceException | LogChangedException e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw LogBytes.interrupted(e);
        } catch (IOException e) {
            throw new LogChangedException.Damaged(e);
        }
    }

    @Override
    public void close() {
        IOUtils.closeQuietly(unpacked);
        packed.close();
    }
}
