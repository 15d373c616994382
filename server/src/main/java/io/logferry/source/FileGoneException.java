package io.logferry.source;

/** There is no file of that name any more; none of its bytes was read. */
final class FileGoneException extends LogChangedException {
    FileGoneException(String name) {
        super(name + " is gone");
    }
}
