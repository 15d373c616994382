package io.logferry.source.sql.wire;

/** A result has more rows than are taken into memory: a server means harm, or has very many log files. */
public final class TooManyRowsException extends WrongAnswerException {
    TooManyRowsException() {
        super("the server sent rows without end");
    }
}
