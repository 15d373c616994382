package io.logferry.source.copy;

import io.logferry.record.LogFormat;
import io.logferry.source.listing.LogSelection;
import java.util.List;

/**
 * Which bytes make up the log from now on, whatever is added to it later.
 *
 * @param bytes how many they are, unpacked; an estimate where a file is packed
 */
record PinnedLog(LogSelection selection, List<PinnedFile> files, long bytes, List<String> notes) {
    LogFormat format() {
        return selection.format();
    }
}
