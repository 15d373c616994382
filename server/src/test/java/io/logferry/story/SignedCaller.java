package io.logferry.story;

import io.logferry.identity.signature.RequestSigner;
import io.logferry.identity.signature.RequestSigner.Dialect;
import io.logferry.identity.signature.RequestSigner.Draft;
import io.logferry.identity.signature.RequestSigner.Parameter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A caller with an access key, over plain HTTP. */
record SignedCaller(URI endpoint, RequestSigner signer) {
    static SignedCaller of(SharedServer shared) {
        return of(shared, Fleet.USER, Dialect.ACCESS);
    }

    static SignedCaller of(SharedServer shared, String user, Dialect dialect) {
        return new SignedCaller(shared.server().endpoint(), shared.fleet().signer(user, dialect));
    }

    SignedCaller withSecret(String other) {
        return new SignedCaller(endpoint, signer.withSecret(other));
    }

    Answer get(String path, Parameter... query) {
        return send(draft("GET", path, List.of(query), ""));
    }

    Answer post(String path, String body) {
        return send(draft("POST", path, List.of(), body));
    }

    Draft draft(String method, String path, List<Parameter> query, String body) {
        return new Draft(
                method, endpoint.getRawAuthority(), path, query, Map.of("Content-Type", "application/json"), body);
    }

    Answer send(Draft draft) {
        return send(draft, sign(draft, Instant.now()));
    }

    Map<String, String> sign(Draft draft, Instant at) {
        return signer.sign(draft, at);
    }

    /** Sends the draft with headers that may be of another one. */
    Answer send(Draft draft, Map<String, String> headers) {
        String query = draft.query().isEmpty() ? "" : "?" + draft.sentQuery();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + draft.sentPath() + query))
                .method(
                        draft.method(),
                        draft.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(draft.body()));
        // The client sets Host itself, to what was signed.
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        return Api.send(request);
    }
}
