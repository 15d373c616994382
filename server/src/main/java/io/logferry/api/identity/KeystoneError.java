package io.logferry.api.identity;

import jakarta.ws.rs.core.Response.StatusType;

/** The body of every error of OpenStack Identity. */
public record KeystoneError(Detail error) {
    /**
     * @param code the HTTP status
     * @param title its name
     */
    public record Detail(int code, String title, String message) {}

    static KeystoneError of(StatusType status, String message) {
        return new KeystoneError(new Detail(status.getStatusCode(), status.getReasonPhrase(), message));
    }
}
