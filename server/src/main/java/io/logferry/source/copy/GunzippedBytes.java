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
 * Unpacks the bytes of a gzip file that has one or more members. The JDK's GZIPInputStream takes a damaged header of the second member for the
 * end of the file, so lines would be missing silently.
 */
final class GunzippedBytes extends LogBytes {
    private static final int PIECE = 128 << 10;

    private final LogBytes packed;
    private @Nullable InputStream unpacked;

    GunzippedBytes(LogBytes packed) {
        this.packed = packed;
    }

    @Override
    protected @Nullable ByteBuffer receive() throws IOException, InterruptedException {
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
