package io.logferry.record;

/**
 * Where records begin in one log format. Reading forwards and backwards share it: whether a line begins a record is told from that line's own
 * beginning, never from what went before, so a torn record never spoils those after it.
 *
 * <p>An instance is for one thread.
 */
interface RecordSyntax {
    /** What is the matter with a line. */
    enum Verdict {
        /** It begins a record. */
        BEGINS,
        /** It belongs to the record before it. */
        CONTINUES,
        /** It lies after the record before it, but is none of its lines: perhaps a record under a prefix that isn't known. */
        UNRECOGNISED,
        /** More bytes are needed; never where the line is complete or {@link #HEAD_LIMIT} bytes are there. */
        UNDECIDED
    }

    /** Bytes of a record's beginning that are looked at; a record that doesn't show itself within them is none. */
    int HEAD_LIMIT = 16 * 1024;

    /**
     * Looks at the line that begins at {@code from}.
     *
     * @param to end of the bytes at hand
     * @param last whether nothing comes after {@code to}
     * @param head filled where the verdict is BEGINS
     */
    Verdict examine(byte[] bytes, int from, int to, boolean last, Head head);

    /** Whether times tell, but for a little disorder, which record was written first. */
    default boolean isChronological() {
        return true;
    }

    /** Whether a record's last line is there, as far as that shows; at {@code to} a line ends. */
    default boolean isWhole(byte[] bytes, int from, int to) {
        return true;
    }

    /** A record's text as people read it: message first, then DETAIL, HINT and so on, a line each. Bytes that are no UTF-8 are replaced. */
    String content(byte[] bytes, int from, int to);
}
