package io.logferry.identity.signature;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client that signs its requests, written from the descriptions of both dialects and sharing nothing with who checks them. */
public record RequestSigner(Dialect dialect, String access, String secret) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    public enum Dialect {
        ACCESS,
        CREDENTIAL
    }

    public record Parameter(String name, String value) {
        public String sent() {
            return encode(name) + "=" + encode(value);
        }
    }

    /**
     * @param path each segment without any percent-encoding
     * @param headers those that are to be signed, but for Host and X-Sdk-Date
     */
    public record Draft(
            String method, String host, String path, List<Parameter> query, Map<String, String> headers, String body) {
        public String sentPath() {
            return encodedPath(path);
        }

        public String sentQuery() {
            return query.stream().map(Parameter::sent).collect(Collectors.joining("&"));
        }
    }

    public static String date(Instant at) {
        return DATE.format(at);
    }

    public RequestSigner withSecret(String other) {
        return new RequestSigner(dialect, access, other);
    }

    /** The signed headers of the draft, those that are added to it, and Authorization. */
    public Map<String, String> sign(Draft draft, Instant at) {
        Map<String, String> headers = new TreeMap<>();
        draft.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.put("host", draft.host());
        headers.put("x-sdk-date", date(at));
        String names = String.join(";", headers.keySet());
        String canonical = draft.method() + "\n" + canonicalPath(draft.path()) + "\n" + signedQuery(draft) + "\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + hex(sha256(signedBody(draft)));
        headers.put("authorization", authorization(names, canonical, date(at)));
        return headers;
    }

    private String authorization(String names, String canonical, String date) {
        String hash = hex(sha256(canonical));
        return switch (dialect) {
            case ACCESS ->
                "SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s"
                        .formatted(access, names, hex(hmac(bytes(secret), "SDK-HMAC-SHA256\n" + date + "\n" + hash)));
            case CREDENTIAL -> {
                String day = date.substring(0, 8);
                String scope = day + "///sdk_request";
                byte[] key = hmac(hmac(hmac(hmac(bytes("SDK" + secret), day), ""), ""), "sdk_request");
                yield "SDK-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                access,
                                scope,
                                names,
                                hex(hmac(key, "SDK-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hash)));
            }
        };
    }

    private String signedQuery(Draft draft) {
        return isQueryInBody(draft)
                ? ""
                : draft.query().stream()
                        .sorted(Comparator.comparing(parameter -> encode(parameter.name())))
                        .map(Parameter::sent)
                        .collect(Collectors.joining("&"));
    }

    private String signedBody(Draft draft) {
        return isQueryInBody(draft)
                ? draft.query().stream()
                        .sorted(Comparator.comparing(parameter -> encode(parameter.name())))
                        .map(parameter -> parameter.sent().replace("%20", "+"))
                        .collect(Collectors.joining("&"))
                : draft.body();
    }

    private boolean isQueryInBody(Draft draft) {
        return dialect == Dialect.CREDENTIAL
                && draft.method().equals("POST")
                && draft.body().isEmpty();
    }

    private static String canonicalPath(String path) {
        String encoded = encodedPath(path);
        return encoded.endsWith("/") ? encoded : encoded + "/";
    }

    private static String encodedPath(String path) {
        return encode(path).replace("%2F", "/");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
