package io.logferry.bench;

/** The benchmark can't go on; the message says why in a sentence, and what to do. */
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
