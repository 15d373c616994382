package io.logferry.store;

import java.io.IOException;

/** The file doesn't fit; the message says in one sentence how much was needed and how much there is, and may be told to any caller. */
public final class StoreFullException extends IOException {
    public StoreFullException(String message) {
        super(message);
    }
}
