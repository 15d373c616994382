package io.logferry.source.sql.wire;

import java.net.SocketTimeoutException;

/**
 * Limits how much a server may send in answer to one request, and how long it may take. A request begins with the first bytes that are sent after
 * the server was ready; the login is the first request.
 */
final class Answer {
    /** A piece of a file has at most 256 KiB, and no other useful message is as long. */
    static final int LARGEST_MESSAGE = 1 << 20;
    /** Memory for all rows of a result: enough for more than 50,000 log files. */
    static final long ROWS = 16L << 20;
    /** Bytes in one COPY; {@code SliceSize} requests at most 64 MiB. */
    static final long COPY = 66L << 20;
    /** Messages other than rows and the bytes of files: notices, parameters, errors, descriptions. */
    static final int MESSAGES = 1000;

    private static final int COLUMNS = 100;
    /** Memory that the driver needs in addition for a row, and for each of its fields. */
    private static final int ROW_OVERHEAD = 64;

    private static final int FIELD_OVERHEAD = 16;
    /** Bytes of all kinds, encrypted or not, with those of TLS itself. */
    private static final long RAW = 2 * (ROWS + COPY);

    private static final long LOGIN_NANOS = 5_000_000_000L;
    /** Longer than any of our statements may run. */
    private static final long NANOS = 60_000_000_000L;
    /** A slower connection is useless; nobody waits for a server that sends single bytes. */
    private static final long NANOS_PER_COPIED_BYTE = 1_000_000_000L / (8 << 10);

    private boolean ready;
    private long allowedNanos = LOGIN_NANOS;
    private long waitedNanos;
    private long raw;
    private long rows;
    private long copied;
    private int messages;

    /** Bytes are being sent. */
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

    /** The server reports that it is ready for the next request. */
    void ready() {
        ready = true;
    }

    /** How long to wait for the next bytes. */
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
            throw new WrongAnswerException.TooManyRows();
        }
    }

    static void require(boolean condition, String otherwise) throws WrongAnswerException {
        if (!condition) {
            throw new WrongAnswerException(otherwise);
        }
    }
}
