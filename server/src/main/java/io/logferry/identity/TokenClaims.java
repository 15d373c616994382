package io.logferry.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import io.logferry.id.ProjectId;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a token. Names, roles, and if all of it still exists, are looked up when the token is verified.
 *
 * @param passwordMark of the user at the login
 * @param issuedAt and
 * @param expiresAt whole seconds, as in JWT (RFC 7519)
 */
record TokenClaims(
        String id,
        String userId,
        String passwordMark,
        Optional<ProjectId> project,
        List<String> methods,
        Instant issuedAt,
        Instant expiresAt) {
    private static final String PASSWORD_MARK = "password_mark";
    private static final String PROJECT = "project";
    private static final String METHODS = "methods";

    JWTClaimsSet toJwt() {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(id)
                .subject(userId)
                .claim(PASSWORD_MARK, passwordMark)
                .claim(METHODS, methods)
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(expiresAt));
        project.ifPresent(scope -> claims.claim(PROJECT, scope.value()));
        return claims.build();
    }

    /** @throws ParseException if a claim is missing or has another form */
    static TokenClaims of(JWTClaimsSet claims) throws ParseException {
        Optional<String> project = Optional.ofNullable(claims.getStringClaim(PROJECT));
        if (project.isPresent() && ProjectId.parse(project.get()).isEmpty()) {
            throw new ParseException("the claim " + PROJECT + " is no project id", 0);
        }
        return new TokenClaims(
                present(claims.getJWTID()),
                present(claims.getSubject()),
                present(claims.getStringClaim(PASSWORD_MARK)),
                project.map(ProjectId::new),
                present(claims.getStringListClaim(METHODS)),
                present(claims.getIssueTime()).toInstant(),
                present(claims.getExpirationTime()).toInstant());
    }

    private static <T> T present(@Nullable T claim) throws ParseException {
        if (claim == null) {
            throw new ParseException("a claim is missing", 0);
        }
        return claim;
    }
}
