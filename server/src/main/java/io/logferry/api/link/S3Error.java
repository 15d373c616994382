package io.logferry.api.link;

/** What an object store answers where it doesn't hand out the file. */
enum S3Error {
    UNSIGNED(
            403,
            "AccessDenied",
            "Access denied: the link is not whole. Copy all of it, with everything after the question mark."),
    EXPIRED(403, "AccessDenied", "Request has expired. Ask for the link again."),
    FOREIGN_BUCKET(403, "AccessDenied", "Access denied: this bucket is not kept here."),
    MISMATCH(
            403,
            "SignatureDoesNotMatch",
            "The signature is not of this request. Use the link exactly as it was given, or ask for it again."),
    NO_SUCH_KEY(404, "NoSuchKey", "The file is no longer there. Start a new download."),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed", "A link can be asked for with GET or HEAD only."),
    PRECONDITION_FAILED(412, "PreconditionFailed", "The file is not the one that the request is about."),
    RANGE_NOT_SATISFIABLE(416, "InvalidRange", "The file ends before the range begins."),
    FAILED(
            500,
            "InternalError",
            "The file could not be read. Try again; if it stays so, tell the operator the request id."),
    UNAVAILABLE(503, "ServiceUnavailable", "The link can't be checked at the moment. Try again in a few seconds.");

    private final int status;
    private final String code;
    private final String message;

    S3Error(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
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
