package io.logferry.api.error;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.logferry.health.Reasons;
import java.time.Duration;
import java.util.Map;

/** Ends a request with an error of the RDS API. */
public final class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final String sentence;
    private final Map<String, String> headers;

    /** The body of every error of the RDS API. */
    public record Answer(
            @JsonProperty("error_code") String errorCode,
            @JsonProperty("error_msg") String errorMessage) {}

    private ApiException(ErrorCode code, String sentence, Map<String, String> headers) {
        super(sentence, null, false, false);
        this.code = code;
        this.sentence = sentence;
        this.headers = headers;
    }

    /** @param detail what exactly is wrong, after the reference's own sentence; may be empty */
    public static ApiException of(ErrorCode code, String detail) {
        return new ApiException(code, wordingAnd(code, detail), Map.of());
    }

    /**
     * No node's log can be read. The reason comes first. The reference's own sentence, that another operation is being performed, comes last,
     * because it would mislead a person.
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

    /** With the time after which the caller may try again. */
    public static ApiException retryLater(ErrorCode code, String detail, Duration after) {
        return new ApiException(
                code, wordingAnd(code, detail), Map.of("Retry-After", String.valueOf(Math.max(1, after.toSeconds()))));
    }

    /** With a header. */
    public static ApiException withHeader(ErrorCode code, String detail, String name, String value) {
        return new ApiException(code, wordingAnd(code, detail), Map.of(name, value));
    }

    public ErrorCode code() {
        return code;
    }

    public Answer answer() {
        return new Answer(code.code(), sentence);
    }

    public String sentence() {
        return sentence;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
