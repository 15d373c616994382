package io.logferry.source.listing;

import io.logferry.instance.Node;
import java.time.Instant;

/**
 * Something that is named as a log file of the folder, but isn't a regular file.
 *
 * @param kind any but {@link FileKind#REGULAR}
 * @param modified what may have been written through it last; the epoch where nobody knows
 */
public record OtherFile(String name, FileKind kind, Instant modified) {
    public String note(Node node) {
        return "node " + node.name() + ": " + name + " is " + kind.words() + ", so it was not read";
    }
}
