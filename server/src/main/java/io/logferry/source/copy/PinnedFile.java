package io.logferry.source.copy;

import io.logferry.source.listing.LogFile;
import io.logferry.source.listing.SelectedFile;
import java.nio.ByteBuffer;

/**
 * A file of the log and how much of it is taken.
 *
 * @param length of the bytes as they lie there; less than the file's size where the file is being written and its last line is incomplete
 * @param head the file's first bytes when it was pinned; empty where nobody writes it, because there size and modification tell of a change
 */
record PinnedFile(SelectedFile selected, long length, ByteBuffer head) {
    LogFile file() {
        return selected.file();
    }
}
