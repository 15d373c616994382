package io.logferry.source.copy;

import io.logferry.instance.Node;
import io.logferry.record.BackwardBytes;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The content of a packed file, in a temporary file without a name: nothing is left of it, however this process ends. */
final class UnpackedFile implements BackwardBytes, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UnpackedFile.class);

    private final FileChannel content;
    private final long size;
    private final Instant modified;

    private UnpackedFile(FileChannel content, long size, Instant modified) {
        this.content = content;
        this.size = size;
        this.modified = modified;
    }

    /**
     * Unpacks the file; null if it has more bytes than the limit.
     *
     * @throws LogChangedException.Damaged if the file is damaged or cut short
     */
    static @Nullable UnpackedFile of(Node node, LogFiles files, LogFile packed, long atMost)
            throws IOException, InterruptedException {
        try (LogBytes unpacked = new GunzippedBytes(new PinnedBytes(files, packed, packed.size()).inBlocks())) {
            return of(node, unpacked, packed.modified(), atMost);
        }
    }

    static @Nullable UnpackedFile of(Node node, LogBytes unpacked, Instant modified, long atMost)
            throws IOException, InterruptedException {
        try {
            FileChannel content = nameless();
            boolean keep = false;
            try {
                @Nullable UnpackedFile filled = fill(content, unpacked, modified, atMost);
                keep = filled != null;
                return filled;
            } finally {
                if (!keep) {
                    content.close();
                }
            }
        } catch (LogSourceException | LogChangedException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw new LogSourceException(
                    Fault.FAILED,
                    "node " + node.name() + ": a packed log file could not be unpacked here: see that the service's"
                            + " folder for temporary files has room",
                    e);
        }
    }

    private static FileChannel nameless() throws IOException {
        Path file = Files.createTempFile("logferry-", ".log");
        FileChannel content = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(file);
        return content;
    }

    private static @Nullable UnpackedFile fill(FileChannel content, LogBytes unpacked, Instant modified, long atMost)
            throws IOException, InterruptedException {
        long size = 0;
        while (unpacked.hasNext()) {
            ByteBuffer next = unpacked.next();
            size += next.remaining();
            if (size > atMost) {
                return null;
            }
            while (next.hasRemaining()) {
                content.write(next);
            }
        }
        return new UnpackedFile(content, size, modified);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Instant modified() {
        return modified;
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (content.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("a temporary file is shorter than what was written to it");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            LOG.debug("a temporary file was not closed cleanly", e);
        }
    }
}
