package io.logferry.source.listing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a name in a folder stands for. Only regular files can be read again, so only they are log files. */
public enum FileKind {
    REGULAR("a regular file"),
    FOLDER("a folder"),
    LINK("a symbolic link"),
    PIPE("a named pipe"),
    SOCKET("a socket"),
    DEVICE("a device"),
    /** PostgreSQL says only that it isn't a regular file. */
    NOT_REGULAR("no regular file but, for example, a named pipe"),
    GONE("not there any more"),
    /** The login may only list regular files, and it isn't listed. */
    NOT_REGULAR_OR_GONE("no regular file but, for example, a named pipe, or not there any more");

    private static final int TYPE = 0170000;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /** As in {@code b.log is a named pipe}. */
    public String words() {
        return words;
    }

    /** Of what the path leads to, by way of the links of {@code /proc/self/fd} alone. */
    public static FileKind of(Path held, LinkOption... options) throws IOException {
        int mode = (int) Files.getAttribute(held, "unix:mode", options);
        return switch (mode & TYPE) {
            case 0100000 -> REGULAR;
            case 0040000 -> FOLDER;
            case 0120000 -> LINK;
            case 0010000 -> PIPE;
            case 0140000 -> SOCKET;
            default -> DEVICE;
        };
    }
}
