package io.logferry.source.listing;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A file that belongs to the log, and how much of it is taken.
 *
 * @param rotation its name, taken apart
 * @param written is the server still writing it?
 * @param length of the bytes as they lie there; less than the file's size if the file is being written and its last line is incomplete
 * @param head the file's first bytes when it was pinned; empty if nobody writes it, because then size and modification tell of a change
 */
public record SelectedFile(LogFile listed, RotatedName rotation, boolean written, long length, ByteBuffer head) {
    private static final ByteBuffer NO_HEAD = ByteBuffer.allocate(0);

    /** All of the file. */
    SelectedFile(LogFile listed, RotatedName rotation, boolean written) {
        this(listed, rotation, written, listed.size(), NO_HEAD);
    }

    /** The file's beginning only. */
    public SelectedFile cut(long taken, ByteBuffer first) {
        return new SelectedFile(listed, rotation, written, taken, first);
    }

    public String name() {
        return listed.name();
    }

    public long size() {
        return listed.size();
    }

    public Instant modified() {
        return listed.modified();
    }

    public boolean packed() {
        return rotation.packed();
    }
}
