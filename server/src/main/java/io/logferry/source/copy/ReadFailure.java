package io.logferry.source.copy;

import io.logferry.source.LogSourceException;
import io.logferry.source.listing.LogChangedException;
import java.io.IOException;

/** Carries our own exceptions through code of others that lets only IOException pass. */
public final class ReadFailure extends IOException {
    private final Exception failure;

    /** @param failure one of the three that {@link #rethrow} throws */
    ReadFailure(Exception failure) {
        super(failure);
        this.failure = failure;
    }

    /** Never returns; the type is for the compiler. */
    public IllegalStateException rethrow() throws LogSourceException, LogChangedException, InterruptedException {
        switch (failure) {
            case LogSourceException e -> throw e;
            case LogChangedException e -> throw e;
            case InterruptedException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
