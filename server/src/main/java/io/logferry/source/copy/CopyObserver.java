package io.logferry.source.copy;

/** Is told how a copy gets on, so that a test can change the log at a chosen moment. */
@FunctionalInterface
public interface CopyObserver {
    CopyObserver NONE = (moment, file) -> {};

    enum Moment {
        /** The folder was looked at; nothing is pinned. */
        LISTED,
        /** Sizes and the cut are known; nothing was read. */
        PINNED,
        /** The named file is next; none of its bytes was read. */
        FILE_NEXT,
        /** Some bytes of the named file went into the sink. */
        BYTES_COPIED,
        /** The named file was read to its pinned end. */
        FILE_READ
    }

    /** @param file the file's name; empty where the moment is of no file */
    void at(Moment moment, String file);
}
