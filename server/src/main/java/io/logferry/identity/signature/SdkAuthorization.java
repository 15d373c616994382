package io.logferry.identity.signature;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header Authorization of a signed request.
 *
 * @param access names the key that it was signed with
 * @param signedHeaders their names, in lower case, in the order in which they were signed
 * @param signature 64 hex digits
 */
record SdkAuthorization(SdkDialect dialect, String access, List<String> signedHeaders, String signature) {
    private static final Pattern FORM = Pattern.compile(SdkDialect.ALGORITHM
            + " +(?:Access=(?<access>[^,/\\s]{1,128})"
            + "|Credential=(?<credential>[^,/\\s]{1,128})/(?<day>[0-9]{8})/(?<region>[^,/\\s]{0,64})/(?<service>[^,/\\s]{0,64})/"
            + SdkDialect.Credential.TERMINATOR
            + "), *SignedHeaders=(?<headers>[a-z0-9!#$%&'*+.^_`|~-]{1,128}(?:;[a-z0-9!#$%&'*+.^_`|~-]{1,128}){0,99})"
            + ", *Signature=(?<signature>[0-9A-Fa-f]{64})");

    static Optional<SdkAuthorization> parse(String header) {
        Matcher parts = FORM.matcher(header);
        return parts.matches() ? Optional.of(of(parts)) : Optional.empty();
    }

    private static SdkAuthorization of(Matcher parts) {
        boolean derived = parts.group("credential") != null;
        return new SdkAuthorization(
                derived
                        ? new SdkDialect.Credential(parts.group("day"), parts.group("region"), parts.group("service"))
                        : new SdkDialect.Access(),
                parts.group(derived ? "credential" : "access"),
                List.of(parts.group("headers").split(";")),
                parts.group("signature"));
    }

    byte[] signatureBytes() {
        return HexFormat.of().parseHex(signature);
    }
}
