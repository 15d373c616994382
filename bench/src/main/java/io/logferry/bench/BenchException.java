package io.logferry.bench;

/** The benchmark can't continue. The message is a sentence that says why and what to do. */
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
