package io.logferry.source.listing;

/** There is no file of that name any more; none of its bytes was read. */
public final class FileGoneException extends LogChangedException {
    public FileGoneException(String name) {
        super(name + " is gone");
    }
}
