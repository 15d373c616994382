package io.logferry.link;

import io.logferry.id.ObjectKey;
import java.net.URI;

/** Signs links. */
public interface LinkIssuer {
    /**
     * A link of that file, valid from now for {@code logferry.link.ttl}.
     *
     * @param base this service's own address as the caller reached it, without a trailing slash; used where the service itself serves the file
     */
    Link issue(ObjectKey key, URI base);

    /** The forms of signed addresses: {@code logferry.link.signature}. */
    public enum SignatureVersion {
        /** {@code AWSAccessKeyId}, {@code Expires}, {@code Signature}: as in the API page's example. */
        V2,
        /** {@code X-Amz-…}. */
        V4
    }
}
