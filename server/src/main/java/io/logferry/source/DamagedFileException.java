package io.logferry.source;

/** A packed file can't be unpacked: it is damaged or cut short, or is being changed right now. */
final class DamagedFileException extends LogChangedException {
    DamagedFileException(Throwable cause) {
        super("a packed file is damaged or cut short", cause);
    }
}
