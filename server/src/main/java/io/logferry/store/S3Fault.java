package io.logferry.store;

import io.logferry.retry.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an object store, or the way to it, has against a request, as the rest of the house understands it. */
final class S3Fault {
    /** As Ceph, MinIO and others call it that there is no room. */
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity");

    /** Its own troubles, and a request that didn't arrive as it was sent. */
    private static final Set<String> PASSING = Set.of(
            "InternalError",
            "ServiceUnavailable",
            "SlowDown",
            "OperationAborted",
            "RequestTimeout",
            "IncompleteBody",
            "BadDigest");

    /** Also what a proxy in front of it answers. 501 and 507 are none: what it can't do and has no room for it won't have tomorrow. */
    private static final Set<Integer> PASSING_STATUS = Set.of(408, 429, 500, 502, 503, 504);

    private static final Logger LOG = Logger.getLogger(S3Fault.class);

    private S3Fault() {}

    /** A request. */
    interface Request<T> {
        T send();
    }

    /**
     * Sends the request, and again where it met a fault that may pass.
     *
     * @param what what the request is to do, such as {@code remove KEY}
     */
    static <T> T ask(String what, Patience.Waiting waiting, Request<T> request) throws IOException {
        try {
            return patiently(waiting, request);
        } catch (SdkException e) {
            throw explained(what, e);
        }
    }

    /** The same, with the SDK's own exceptions. */
    static <T> T patiently(Patience.Waiting waiting, Request<T> request) throws InterruptedIOException {
        while (true) {
            try {
                return request.send();
            } catch (SdkException e) {
                int before = waiting.faults();
                if (isInterrupted(e) || !mayPass(e) || !again(waiting)) {
                    throw e;
                }
                if (waiting.faults() > before) {
                    LOG.warnf("the object store is out of reach, or not well, and is asked again: %s", e.getMessage());
                }
            }
        }
    }

    private static boolean isInterrupted(SdkException e) {
        return e instanceof AbortedException || Thread.currentThread().isInterrupted();
    }

    private static IOException explained(String what, SdkException e) {
        if (e instanceof S3Exception answer) {
            return FULL.contains(code(answer))
                    ? new StoreFullException("The object store is full; free some space, or raise its quota.")
                    : new IOException("the object store refused to " + what + ": " + words(answer), e);
        }
        if (isInterrupted(e)) {
            return (IOException) new InterruptedIOException("interrupted, to " + what).initCause(e);
        }
        return new IOException("the object store could not be asked to " + what + ": " + e.getMessage(), e);
    }

    /** Whether it may pass if one waits: the store is out of reach, or says that it isn't well, and not that it doesn't want to. */
    static boolean mayPass(SdkException e) {
        if (e instanceof S3Exception answer) {
            String code = code(answer);
            return !FULL.contains(code)
                    && (PASSING.contains(code)
                            || answer.isThrottlingException()
                            || answer.isClockSkewException()
                            || PASSING_STATUS.contains(answer.statusCode()));
        }
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return false; // such as a certificate that nobody we know has signed
            }
        }
        return true;
    }

    private static boolean again(Patience.Waiting waiting) throws InterruptedIOException {
        try {
            return waiting.again();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for the object store").initCause(e);
        }
    }

    /** Status, S3's own code of the error, and message. */
    static String words(S3Exception e) {
        return e.statusCode() + " " + code(e) + ": " + e.getMessage();
    }

    /** Whether the upload has ended: completed, aborted, or never begun. */
    static boolean isNoSuchUpload(S3Exception e) {
        return code(e).equals("NoSuchUpload");
    }

    /** S3's own code of the error, such as {@code AccessDenied}; empty where the store gives none. */
    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
