package io.logferry.source.folder;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFolder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A run of bytes of a file in a folder. */
final class ChannelBytes extends LogBytes {
    private static final Logger LOG = Logger.getLogger(ChannelBytes.class);

    private static final int PIECE = 256 << 10;

    private final Node node;
    private final LogFile file;
    private final FileChannel channel;
    private final long end;
    private long at;

    ChannelBytes(Node node, LogFile file, FileChannel channel, long offset, long length) {
        this.node = node;
        this.file = file;
        this.channel = channel;
        this.at = offset;
        this.end = offset + length;
    }

    @Override
    protected @Nullable ByteBuffer receive() throws IOException, InterruptedException {
        if (at == end) {
            return null;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, end - at));
        int count;
        try {
            count = channel.read(piece, at);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            throw LogSourceException.of(node, e);
        }
        if (count <= 0) {
            throw new LogChangedException(file.name() + " shrank while it was read");
        }
        at += count;
        return piece.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf(e, "%s was not closed cleanly", file.name());
        }
    }
}
