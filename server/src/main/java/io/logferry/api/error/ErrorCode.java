package io.logferry.api.error;

/** The errors of the RDS API that Logferry answers: HTTP status and code, with the API reference's own wording (docs/api.md). */
public enum ErrorCode {
    NOT_AUTHENTICATED(401, "APIGW.0301", "Incorrect IAM authentication information."),
    NOT_SCOPED(403, "DBS.280056", "Invalid token."),
    NOT_PERMITTED(403, "DBS.200010", "The DB instance ID or user ID may be null, or the operation is not authorized."),
    BAD_PARAMETER(400, "DBS.280001", "Parameter error."),
    TOO_LARGE(413, "DBS.280001", "Parameter error."),
    BAD_INSTANCE_ID(400, "DBS.280404", "Invalid DB instance ID or node ID format."),
    NO_SUCH_INSTANCE(404, "DBS.200002", "The DB instance does not exist."),
    NOT_ACTIVE(400, "DBS.200086", "This operation is not allowed by the DB instance status."),
    FAULTY(409, "DBS.200011", "Another operation is being performed on the DB instance or the DB instance is faulty."),
    NO_SUCH_JOB(400, "DBS.200543", "The job does not exist."),
    NO_SUCH_API(404, "APIGW.0101", "The API does not exist or has not been published."),
    NO_SUCH_METHOD(405, "APIGW.0101", "The API does not exist or has not been published."),
    TOO_FAST(429, "APIGW.0308", "The throttling threshold has been reached."),
    SERVER_FAILURE(500, "DBS.108000", "Server failure."),
    UNAVAILABLE(503, "DBS.108002", "Server failure.");

    private final int status;
    private final String code;
    private final String wording;

    ErrorCode(int status, String code, String wording) {
        this.status = status;
        this.code = code;
        this.wording = wording;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The reference's sentence, for an error's message. */
    public String wording() {
        return wording;
    }
}
