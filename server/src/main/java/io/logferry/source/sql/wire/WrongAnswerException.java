package io.logferry.source.sql.wire;

import java.io.IOException;

/** A server sent what no PostgreSQL sends in reply to what was asked. The connection is of no use any more. */
public sealed class WrongAnswerException extends IOException permits TooManyRowsException {
    WrongAnswerException(String message) {
        super(message);
    }

    /** @param failure the driver's, which could make nothing of it */
    public WrongAnswerException(RuntimeException failure) {
        super("the server sent what the driver can't read", failure);
    }
}
