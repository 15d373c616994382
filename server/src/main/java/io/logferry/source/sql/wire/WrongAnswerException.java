package io.logferry.source.sql.wire;

import java.io.IOException;

/** A server sent something that no PostgreSQL sends in answer to such a request. The connection can't be used any more. */
public sealed class WrongAnswerException extends IOException {
    WrongAnswerException(String message) {
        super(message);
    }

    /** @param failure the driver's exception about bytes that it can't read */
    public WrongAnswerException(RuntimeException failure) {
        super("the server sent what the driver can't read", failure);
    }

    /** A result has too many rows to keep in memory: the server is hostile, or has very many log files. */
    public static final class TooManyRows extends WrongAnswerException {
        TooManyRows() {
            super("the server sent rows without end");
        }
    }
}
