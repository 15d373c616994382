package io.logferry.api.error;

import io.logferry.health.Reasons;
import java.time.Duration;
import java.util.Map;

/** Ends a request with an error of the RDS API. */
public final class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final String sentence;
    private final Map<String, String> headers;

    private ApiException(ErrorCode code, String sentence, Map<String, String> headers) {
        super(sentence, null, false, false);
        this.code = code;
        this.sentence = sentence;
        this.headers = headers;
    }

    /**
     * @param detail what exactly was wrong; follows the reference's own wording
     */
    public static ApiException of(ErrorCode code, String detail) {
        return new ApiException(code, wordingAnd(code, detail), Map.of());
    }

    /**
     * No node's log can be read. What to do comes first: the reference's own wording, that another operation is being performed, would lead
     * a person astray, so it comes last.
     *
     * @param reason sentences, and commands to copy on lines of their own
     */
    public static ApiException faulty(String reason) {
        String sentence = reason + Reasons.separatorAfter(reason) + ErrorCode.FAULTY.wording();
        return new ApiException(ErrorCode.FAULTY, sentence, Map.of());
    }

    private static String wordingAnd(ErrorCode code, String detail) {
        return detail.isEmpty() ? code.wording() : code.wording() + " " + detail;
    }

    /** The same with the time after which the caller may try again. */
    public static ApiException retryLater(ErrorCode code, String detail, Duration after) {
        return new ApiException(
                code, wordingAnd(code, detail), Map.of("Retry-After", String.valueOf(Math.max(1, after.toSeconds()))));
    }

    /** The same with a header that explains it. */
    public static ApiException withHeader(ErrorCode code, String detail, String name, String value) {
        return new ApiException(code, wordingAnd(code, detail), Map.of(name, value));
    }

    public ErrorCode code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
