package io.logferry.source.sql;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.sql.server.NodeConnection;
import io.logferry.source.sql.server.SqlFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** A run of a file's bytes, read slice by slice with {@code COPY … (FORMAT binary)}. */
final class SqlBytes extends LogBytes implements CopyBinaryParser.Fields {
    private final NodeConnection connection;
    private final LogAccess access;
    private final LogFile file;
    private final SliceSize slices;
    private final long start;
    private final long end;
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();

    private @Nullable CopyOut copy;
    private CopyBinaryParser parser = new CopyBinaryParser();
    private long at;
    private long sliceEnd;
    private long sliceBegan;
    private long pieces;
    private long mostPieces;
    private int repeats;
    private boolean gone;
    private boolean ended;

    SqlBytes(NodeConnection connection, LogAccess access, LogFile file, SliceSize slices, long offset, long length) {
        this.connection = connection;
        this.access = access;
        this.file = file;
        this.slices = slices;
        this.start = offset;
        this.at = offset;
        this.end = offset + length;
    }

    @Override
    protected @Nullable ByteBuffer receive() throws IOException, InterruptedException {
        while (ready.isEmpty()) {
            if (at == end && copy == null) {
                return null;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            receiveMessage();
        }
        return ready.poll();
    }

    private void receiveMessage() throws IOException, InterruptedException {
        try {
            copy = copy == null ? begin() : copy;
            byte @Nullable [] message = NodeConnection.next(copy);
            if (message == null) {
                endSlice();
            } else {
                parser.accept(ByteBuffer.wrap(message), this);
                repeats = 0;
            }
            requireWhole();
        } catch (SQLException e) {
            repeatOrFail(e);
        } catch (LogChangedException e) {
            throw e;
        } catch (IOException e) {
            connection.abort();
            throw SqlFault.wrongAnswer(connection.node(), e);
        }
    }

    private CopyOut begin() throws SQLException {
        sliceEnd = Math.min(at + slices.next(), end);
        sliceBegan = System.nanoTime();
        parser = new CopyBinaryParser();
        pieces = 0;
        mostPieces = Math.ceilDiv(sliceEnd - at, access.piece());
        return connection.copyOut("""
                COPY (SELECT %s FROM generate_series(%d::bigint, %d::bigint, %d::bigint) piece) TO STDOUT (FORMAT binary)""".formatted(
                        access.readCall(file, "piece", "least(%d, %d - piece)".formatted(access.piece(), sliceEnd)),
                        at,
                        sliceEnd - 1,
                        access.piece()));
    }

    private void endSlice() throws IOException {
        copy = null;
        if (!parser.ended() || (at < sliceEnd && !ended)) {
            throw new IOException("a COPY ended before its end");
        }
        slices.took(System.nanoTime() - sliceBegan);
    }

    /** If the file ended too early, the rest of the slice is useless. It is received, so that the connection can still be used. */
    private void requireWhole() throws SQLException, LogChangedException {
        if (!ended) {
            return;
        }
        while (copy != null) {
            copy = NodeConnection.next(copy) == null ? null : copy;
        }
        if (gone && at == start) {
            throw new LogChangedException.FileGone(file.name());
        }
        throw new LogChangedException(file.name() + (gone ? " is gone" : " shrank") + " while it was read");
    }

    private void repeatOrFail(SQLException e) throws LogSourceException, InterruptedException {
        copy = null;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        connection.recover(e, ++repeats);
        slices.shrink();
    }

    @Override
    public void begin(int length) throws IOException {
        if (length > Math.min(access.piece(), sliceEnd - at) || ++pieces > mostPieces) {
            throw new IOException("more came than was requested");
        }
        gone = gone || length < 0;
        ended = ended || length < Math.min(access.piece(), sliceEnd - at);
    }

    @Override
    public void bytes(ByteBuffer slice) {
        // after a short piece, the position of all that follows is unknown
        if (!ended) {
            at += slice.remaining();
            ready.add(slice);
        }
    }

    @Override
    public void close() {
        if (copy != null) {
            connection.abort();
        }
    }
}
