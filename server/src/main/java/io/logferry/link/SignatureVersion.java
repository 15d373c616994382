package io.logferry.link;

/** The forms of signed addresses: {@code logferry.link.signature}. */
public enum SignatureVersion {
    /** {@code AWSAccessKeyId}, {@code Expires}, {@code Signature}: as in the API page's example. */
    V2,
    /** {@code X-Amz-…}. */
    V4
}
