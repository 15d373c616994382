package io.logferry.identity.signature;

import io.logferry.TestClock;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.Domain;
import io.logferry.identity.User;
import io.logferry.identity.User.AccessKey;
import io.logferry.identity.Users;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** A user with two access keys, and who checks what is signed with them. */
final class SignatureFixture {
    static final String ACCESS = "AKEXAMPLE";
    static final String SECRET = "the secret of AKEXAMPLE";
    static final String OTHER_ACCESS = "AKOTHER";
    static final String OTHER_SECRET = "the secret of AKOTHER";
    static final String HOST = "logs.example:8080";
    static final User USER = new User(
            "0123",
            "demo",
            Domain.DEFAULT,
            new Secret(BCrypt.hashpw("password", BCrypt.gensalt(4))),
            Map.of(new ProjectId("0483b6b16e954cb88930a360d2c4e663"), Set.of("reader")),
            List.of(new AccessKey(ACCESS, new Secret(SECRET)), new AccessKey(OTHER_ACCESS, new Secret(OTHER_SECRET))));

    final TestClock clock = new TestClock();
    final SdkSignature signature = new SdkSignature(() -> new Users(List.of(USER)), clock);

    static RequestSigner signer(RequestSigner.Dialect dialect) {
        return new RequestSigner(dialect, ACCESS, SECRET);
    }

    /** The draft as it arrives with these headers. */
    static SignedRequest arrived(RequestSigner.Draft draft, Map<String, String> headers) {
        Map<String, List<String>> values = new TreeMap<>();
        headers.forEach((name, value) -> values.put(name, List.of(value)));
        return SignedRequest.of(
                draft.method(),
                draft.sentPath(),
                draft.sentQuery(),
                values,
                draft.body().getBytes(StandardCharsets.UTF_8));
    }

    boolean accepts(SignedRequest request) {
        return signature.verify(request) instanceof SdkSignature.Outcome.Valid(User user, var until)
                && user.equals(USER);
    }

    String refusal(SignedRequest request) {
        if (signature.verify(request) instanceof SdkSignature.Outcome.Refused(String reason)) {
            return reason;
        }
        throw new AssertionError("the signature was taken for valid: " + request);
    }
}
