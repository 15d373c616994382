package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.http.Json;
import io.logferry.cli.terminal.Advice;
import java.net.http.HttpResponse;

/** An error answer of the RDS API, and the failure that it causes. */
record Problem(int status, String code, String message, String requestId, String location) {
    private static final String NO_SUCH_JOB = "DBS.200543";

    static Problem of(HttpResponse<byte[]> response) {
        JsonNode body = Json.objectIn(response).orElseGet(Json::object);
        return new Problem(
                response.statusCode(),
                body.path("error_code").asText(""),
                body.path("error_msg").asText(""),
                response.headers().firstValue("X-Request-Id").orElse(""),
                response.headers().firstValue("Location").orElse(""));
    }

    boolean isUnknownJob() {
        return code.equals(NO_SUCH_JOB);
    }

    Failure failure() {
        return switch (code) {
            case NO_SUCH_JOB -> failure(ExitCode.NOT_FOUND, "`logferry jobs` lists the tasks of this month");
            case "DBS.200002" -> failure(ExitCode.NOT_FOUND, "`logferry instances` lists the instances");
            case "DBS.200086" -> failure(ExitCode.INSTANCE_FAULTY, "`logferry instances` shows its status");
            case "DBS.200011" -> failure(ExitCode.INSTANCE_FAULTY, "");
            default -> byStatus();
        };
    }

    private Failure byStatus() {
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                failure(ExitCode.NETWORK, "it redirects to " + location + ": set LOGFERRY_ENDPOINT to this address");
            case 401 -> failure(ExitCode.NOT_ALLOWED, "log in again, or get a new OS_TOKEN");
            case 403 -> failure(ExitCode.NOT_ALLOWED, "check OS_PROJECT_NAME, and ask for a role in that project");
            case 404, 405 -> failure(ExitCode.NOT_FOUND, "check that LOGFERRY_ENDPOINT is Logferry's address");
            case 409 -> failure(ExitCode.INSTANCE_FAULTY, "");
            case 429 -> failure(ExitCode.NETWORK, "too many requests: try again later");
            default ->
                failure(
                        status >= 500 || status < 400 ? ExitCode.NETWORK : ExitCode.USAGE,
                        status >= 500 ? "try again later" : "");
        };
    }

    private Failure failure(ExitCode exitCode, String advice) {
        String reference = code.isEmpty() ? "" : code;
        if (!requestId.isEmpty()) {
            reference += (reference.isEmpty() ? "" : ", ") + "request " + requestId;
        }
        Advice what = Advice.in(message.isBlank() ? "the service answered HTTP " + status : message);
        if (what.hasCommands()) {
            return new Failure(exitCode, what.text(reference));
        }
        String line = what.text() + (advice.isEmpty() ? "" : joined(what.text(), advice));
        return new Failure(exitCode, reference.isEmpty() ? line : line + " (" + reference + ")");
    }

    private static String joined(String what, String advice) {
        boolean newSentence = what.endsWith(".") && Character.isLetter(advice.charAt(0));
        char first = newSentence ? Character.toUpperCase(advice.charAt(0)) : advice.charAt(0);
        return (what.endsWith(".") ? " " : ": ") + first + advice.substring(1);
    }
}
