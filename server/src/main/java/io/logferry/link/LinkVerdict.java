package io.logferry.link;

import io.logferry.id.ObjectKey;

/** What a request for a file of the local store may have. */
public sealed interface LinkVerdict {
    /**
     * The file.
     *
     * @param cacheControl the Cache-Control header that was signed with it
     */
    record Granted(ObjectKey key, String cacheControl) implements LinkVerdict {}

    /** Nothing: there is no signature, or not all of it. */
    record Unsigned() implements LinkVerdict {}

    /** Nothing any more. */
    record Expired() implements LinkVerdict {}

    /** Nothing: the signature is of something else, or of nobody. */
    record Mismatch() implements LinkVerdict {}

    /** Nothing: the bucket is not the one that is kept here. */
    record ForeignBucket() implements LinkVerdict {}
}
