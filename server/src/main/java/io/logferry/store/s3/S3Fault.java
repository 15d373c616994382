package io.logferry.store.s3;

import io.logferry.retry.Patience;
import io.logferry.store.LogStore.StoreFullException;
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

/** Sends requests to an object store, repeats them after temporary faults, and turns the SDK's exceptions into the store's. */
final class S3Fault {
    /** The codes of Ceph, MinIO and others for a full store. */
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity");

    /** The store has an internal problem, or the request was damaged on the way. */
    private static final Set<String> TEMPORARY = Set.of(
            "InternalError",
            "ServiceUnavailable",
            "SlowDown",
            "OperationAborted",
            "RequestTimeout",
            "IncompleteBody",
            "BadDigest");

    /** A proxy in front of the store may also answer these. 501 and 507 are not temporary: a repeated request would fail as well. */
    private static final Set<Integer> TEMPORARY_STATUS = Set.of(408, 429, 500, 502, 503, 504);

    private static final Logger LOG = Logger.getLogger(S3Fault.class);

    private S3Fault() {}

    /** One request, which may be sent several times. */
    interface Request<T> {
        T send();
    }

    /**
     * Sends the request, and repeats it after a temporary fault.
     *
     * @param what what the request does, such as {@code remove KEY}
     */
    static <T> T ask(String what, Patience.Waiting waiting, Request<T> request) throws IOException {
        try {
            return patiently(waiting, request);
        } catch (SdkException e) {
            throw explained(what, e);
        }
    }

    /** The same, but throws the SDK's exceptions. */
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
                    LOG.warnf(
                            "the object store can't be reached, or has a temporary fault; the request is repeated: %s",
                            e.getMessage());
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

    /** Whether the fault may be temporary: the store can't be reached or reports an internal problem; it does not refuse the request. */
    static boolean mayPass(SdkException e) {
        if (e instanceof S3Exception answer) {
            String code = code(answer);
            return !FULL.contains(code)
                    && (TEMPORARY.contains(code)
                            || answer.isThrottlingException()
                            || answer.isClockSkewException()
                            || TEMPORARY_STATUS.contains(answer.statusCode()));
        }
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return false; // such as a certificate of an authority that we don't trust
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

    /** Status, S3's error code, and message. */
    static String words(S3Exception e) {
        return e.statusCode() + " " + code(e) + ": " + e.getMessage();
    }

    /** Whether the upload doesn't exist: it was completed or aborted, or never begun. */
    static boolean isNoSuchUpload(S3Exception e) {
        return code(e).equals("NoSuchUpload");
    }

    /** S3's error code, such as {@code AccessDenied}; empty if the answer has none. */
    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
