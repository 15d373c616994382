package io.logferry.api.error;

import java.time.Duration;
import java.util.Map;

/** Ends a request with an error of the RDS API. */
public final class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final String sentence;
    private final Map<String, String> headers;

    private ApiException(ErrorCode code, String detail, Map<String, String> headers) {
        super(code.wording() + " " + detail, null, false, false);
        this.code = code;
        this.sentence = detail.isEmpty() ? code.wording() : code.wording() + " " + detail;
        this.headers = headers;
    }

    /**
     * @param detail what exactly was wrong; follows the reference's own wording
     */
    public static ApiException of(ErrorCode code, String detail) {
        return new ApiException(code, detail, Map.of());
    }

    /** The same with the time after which the caller may try again. */
    public static ApiException retryLater(ErrorCode code, String detail, Duration after) {
        return new ApiException(code, detail, Map.of("Retry-After", String.valueOf(Math.max(1, after.toSeconds()))));
    }

    /** The same with a header that explains it. */
    public static ApiException withHeader(ErrorCode code, String detail, String name, String value) {
        return new ApiException(code, detail, Map.of(name, value));
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
