package io.logferry.link;

import io.logferry.id.ObjectKey;
import java.net.URI;

/** Signs links. */
public interface LinkIssuer {
    /**
     * Signs a link to the file, valid from now for {@code logferry.link.ttl}.
     *
     * @param base the address by which the caller reached this service, without a trailing slash; used if this service serves the file
     */
    Link issue(ObjectKey key, URI base);

    /** The versions of the signature: {@code logferry.link.signature}. */
    public enum SignatureVersion {
        /** {@code AWSAccessKeyId}, {@code Expires}, {@code Signature}: as in the example of the API page. */
        V2,
        /** {@code X-Amz-…}. */
        V4
    }
}
