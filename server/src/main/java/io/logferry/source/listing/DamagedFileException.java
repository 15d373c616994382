package io.logferry.source.listing;

/** A packed file can't be unpacked: it is damaged or cut short, or is being changed right now. */
public final class DamagedFileException extends LogChangedException {
    public DamagedFileException(Throwable cause) {
        super("a packed file is damaged or cut short", cause);
    }
}
