package io.logferry.api.link;

import io.logferry.api.link.LinkMetrics.Outcome;

/** The errors of an object store that a link can have, and how they are counted. */
enum S3Error {
    UNSIGNED(
            403,
            Outcome.REFUSED,
            "AccessDenied",
            "Access denied: the link is incomplete. Copy all of it, with everything after the question mark."),
    EXPIRED(403, Outcome.EXPIRED, "AccessDenied", "Request has expired. Ask for the link again."),
    FOREIGN_BUCKET(403, Outcome.REFUSED, "AccessDenied", "Access denied: this bucket is not served here."),
    MISMATCH(
            403,
            Outcome.REFUSED,
            "SignatureDoesNotMatch",
            "The signature does not match this request. Use the link exactly as you received it, or ask for it again."),
    NO_SUCH_KEY(404, Outcome.NOT_FOUND, "NoSuchKey", "The file is no longer there. Start a new download."),
    METHOD_NOT_ALLOWED(405, Outcome.REFUSED, "MethodNotAllowed", "A link can be requested with GET or HEAD only."),
    PRECONDITION_FAILED(
            412, Outcome.REFUSED, "PreconditionFailed", "The file does not match the condition of the request."),
    RANGE_NOT_SATISFIABLE(416, Outcome.REFUSED, "InvalidRange", "The file ends before the range begins."),
    FAILED(
            500,
            Outcome.FAILED,
            "InternalError",
            "The file could not be read. Try again; if this happens again, give the operator the request ID."),
    UNAVAILABLE(
            503,
            Outcome.FAILED,
            "ServiceUnavailable",
            "The link can't be checked at the moment. Try again in a few seconds.");

    private final int status;
    private final Outcome outcome;
    private final String code;
    private final String message;

    S3Error(int status, Outcome outcome, String code, String message) {
        this.status = status;
        this.outcome = outcome;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    Outcome outcome() {
        return outcome;
    }

    /** The XML document that clients of object stores look for. */
    String document(String resource, String requestId) {
        String id = requestId.isEmpty() ? "" : "<RequestId>" + escaped(requestId) + "</RequestId>";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                + "</Message><Resource>" + escaped(resource) + "</Resource>" + id + "</Error>";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(character >= ' ' && character < 0x7F ? character : '?');
            }
        });
        return escaped.toString();
    }
}
