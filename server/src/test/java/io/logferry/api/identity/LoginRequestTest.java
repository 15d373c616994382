package io.logferry.api.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.Secret;
import io.logferry.identity.Domain;
import io.logferry.identity.Login.Credentials;
import io.logferry.identity.Login.Scope;
import io.logferry.identity.User;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginRequestTest {
    private static final String BY_NAME = """
            {"methods":["password"],"password":{"user":{"name":"demo","domain":{"name":"Default"},"password":"hush"}}}""";

    @Test
    void a_user_is_named_with_a_domain_or_by_id() throws Exception {
        assertThat(read(BY_NAME, null).credentials())
                .isEqualTo(new Credentials.Password(
                        new User.Reference.ByName("demo", new Domain.Reference.ByName("Default")), new Secret("hush")));
        assertThat(read("""
                {"methods":["password"],"password":{"user":{"name":"demo","domain":{"id":"default"},"password":"hush"}}}""", null).credentials())
                .isEqualTo(new Credentials.Password(
                        new User.Reference.ByName("demo", new Domain.Reference.ById("default")), new Secret("hush")));
        assertThat(read("""
                {"methods":["password"],"password":{"user":{"id":"u1","password":"hush"}}}""", null).credentials())
                .isEqualTo(new Credentials.Password(new User.Reference.ById("u1"), new Secret("hush")));
    }

    @Test
    void a_token_may_replace_the_password() throws Exception {
        assertThat(read("""
                {"methods":["token"],"token":{"id":"abc"}}""", null).credentials()).isEqualTo(new Credentials.ExistingToken(new Secret("abc")));
    }

    @Test
    void without_a_scope_and_with_an_explicit_one_the_token_is_unscoped() throws Exception {
        assertThat(read(BY_NAME, null).scope()).isEqualTo(new Scope.Unscoped());
        assertThat(read(BY_NAME, "null").scope()).isEqualTo(new Scope.Unscoped());
        assertThat(read(BY_NAME, "\"unscoped\"").scope()).isEqualTo(new Scope.Unscoped());
        assertThat(read(BY_NAME, "{\"unscoped\":{}}").scope()).isEqualTo(new Scope.Unscoped());
    }

    @Test
    void a_project_is_named_by_id_or_by_name_with_or_without_a_domain() throws Exception {
        assertThat(read(BY_NAME, "{\"project\":{\"id\":\"p1\"}}").scope()).isEqualTo(new Scope.ProjectById("p1"));
        assertThat(read(BY_NAME, "{\"project\":{\"name\":\"orders\"}}").scope())
                .isEqualTo(new Scope.ProjectByName("orders", Optional.empty()));
        assertThat(read(BY_NAME, "{\"project\":{\"name\":\"orders\",\"domain\":{\"id\":\"default\"}}}")
                        .scope())
                .isEqualTo(new Scope.ProjectByName("orders", Optional.of(new Domain.Reference.ById("default"))));
        assertThat(read(BY_NAME, "{\"domain\":{\"name\":\"Default\"}}").scope()).isEqualTo(new Scope.Elsewhere());
        assertThat(read(BY_NAME, "{\"system\":{\"all\":true}}").scope()).isEqualTo(new Scope.Elsewhere());
    }

    @Test
    void a_mistake_in_a_body_is_reported_with_its_field() {
        assertRefused("", 400, "the body");
        assertRefused("[]", 400, "the body");
        assertRefused("{}", 400, "auth is missing");
        assertRefused("{\"auth\":7}", 400, "auth");
        assertRefused("{\"auth\":{}}", 400, "auth.identity is missing");
        assertRefused(auth("{}", null), 400, "auth.identity.methods is missing");
        assertRefused(auth("{\"methods\":\"password\"}", null), 400, "auth.identity.methods must be a list");
        assertRefused(auth("{\"methods\":[1]}", null), 400, "auth.identity.methods[] must be a text");
        assertRefused(auth("{\"methods\":[]}", null), 400, "must name one method");
        assertRefused(auth("{\"methods\":[\"password\",\"token\"]}", null), 400, "must name one method");
        assertRefused(auth("{\"methods\":[\"totp\"]}", null), 401, "password and token");
        assertRefused(auth("{\"methods\":[\"password\"]}", null), 400, "auth.identity.password is missing");
        assertRefused(
                auth(
                        "{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"demo\",\"password\":\"x\"}}}",
                        null),
                400,
                "auth.identity.password.user.domain is missing");
        assertRefused(
                auth("{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":\"u1\",\"password\":1}}}", null),
                400,
                "auth.identity.password.user.password must be a text");
        assertRefused(auth(BY_NAME, "7"), 400, "auth.scope");
        assertRefused(auth(BY_NAME, "{}"), 400, "auth.scope");
        assertRefused(auth(BY_NAME, "{\"project\":{}}"), 400, "auth.scope.project.name is missing");
        assertRefused(auth(BY_NAME, null) + "x", 400, "not JSON");
    }

    @Test
    void a_body_that_is_not_json_is_not_repeated_in_the_refusal() {
        KeystoneException refusal = assertRefused("{\"password\": hush}", 400, "line 1, column");
        assertThat(refusal).hasMessageNotContaining("hush");
    }

    @Test
    void a_body_may_have_64_kib_and_no_more() throws Exception {
        String body = auth(BY_NAME, null);
        int room = 64 * 1024 - body.length();
        assertThat(LoginRequest.read(stream(body + " ".repeat(room)))).isNotNull();
        assertRefused(body + " ".repeat(room + 1), 413, "larger than 65536 bytes");
    }

    @Test
    void a_deeply_nested_body_is_refused_as_any_other() {
        assertRefused("[".repeat(30_000), 400, "not JSON");
    }

    private static LoginRequest read(String identity, String scope) throws IOException {
        return LoginRequest.read(stream(auth(identity, scope)));
    }

    private static KeystoneException assertRefused(String body, int status, String message) {
        KeystoneException refusal =
                catchThrowableOfType(KeystoneException.class, () -> LoginRequest.read(stream(body)));
        assertThat(refusal).as(body).isNotNull().hasMessageContaining(message);
        assertThat(refusal.status().getStatusCode()).as(body).isEqualTo(status);
        return refusal;
    }

    private static String auth(String identity, String scope) {
        return "{\"auth\":{\"identity\":" + identity + (scope == null ? "" : ",\"scope\":" + scope) + "}}";
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
