package io.logferry.source.sql.wire;

import java.net.SocketTimeoutException;

/**
 * How much a server may say, and how long it may take, in reply to one request. A request begins when something is sent after the server was
 * ready; logging in is the first one.
 */
final class Answer {
    /** A piece of a file is 256 KiB at most, and no other message of use is as long. */
    static final int LARGEST_MESSAGE = 1 << 20;
    /** What all rows of a result may take in memory: more than 50,000 log files. */
    static final long ROWS = 16L << 20;
    /** What one COPY may send; {@code SliceSize} asks for 64 MiB at most. */
    static final long COPY = 66L << 20;
    /** All but rows and the bytes of files: notices, parameters, errors, descriptions. */
    static final int MESSAGES = 1000;

    private static final int COLUMNS = 100;
    /** What the driver adds to a row, and to each field of it. */
    private static final int ROW_OVERHEAD = 64;

    private static final int FIELD_OVERHEAD = 16;
    /** Encrypted or not, and whatever else TLS sends. */
    private static final long RAW = 2 * (ROWS + COPY);

    private static final long LOGIN_NANOS = 5_000_000_000L;
    /** Longer than any statement of ours may run. */
    private static final long NANOS = 60_000_000_000L;
    /** A slower way than that is of no use; a server that sends single bytes is not waited for. */
    private static final long NANOS_PER_COPIED_BYTE = 1_000_000_000L / (8 << 10);

    private boolean ready;
    private long allowedNanos = LOGIN_NANOS;
    private long waitedNanos;
    private long raw;
    private long rows;
    private long copied;
    private int messages;

    /** Something is being sent. */
    void request() {
        if (ready) {
            ready = false;
            allowedNanos = NANOS;
            waitedNanos = 0;
            raw = 0;
            rows = 0;
            copied = 0;
            messages = 0;
        }
    }

    /** The server says that it has answered. */
    void ready() {
        ready = true;
    }

    /** How long the next bytes may be waited for. */
    int millisLeft() throws SocketTimeoutException {
        long nanos = allowedNanos + copied * NANOS_PER_COPIED_BYTE - waitedNanos;
        if (nanos <= 0) {
            throw new SocketTimeoutException("the server took too long to answer");
        }
        return (int) Math.min(nanos / 1_000_000 + 1, Integer.MAX_VALUE);
    }

    void waited(long nanos) {
        waitedNanos += nanos;
    }

    void raw(int bytes) throws WrongAnswerException {
        raw += bytes;
        require(raw <= RAW, "the server sent more than was asked for");
    }

    void message() throws WrongAnswerException {
        require(++messages <= MESSAGES, "the server sent more than " + MESSAGES + " messages for one request");
    }

    void copied(int bytes) throws WrongAnswerException {
        copied += bytes;
        require(copied <= COPY, "the server sent more in one COPY than was asked for");
    }

    void row(int columns, int bytes) throws WrongAnswerException {
        require(columns <= COLUMNS, "the server sent a row of " + columns + " columns");
        rows += bytes + ROW_OVERHEAD + (long) columns * FIELD_OVERHEAD;
        if (rows > ROWS) {
            throw new TooManyRowsException();
        }
    }

    static void require(boolean right, String otherwise) throws WrongAnswerException {
        if (!right) {
            throw new WrongAnswerException(otherwise);
        }
    }
}
