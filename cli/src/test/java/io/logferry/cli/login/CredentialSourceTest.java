package io.logferry.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.login.Credentials.ApplicationCredential;
import io.logferry.cli.login.Credentials.Password;
import io.logferry.cli.login.Credentials.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialSourceTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "OS_AUTH_URL", "https://iam.example/v3",
            "OS_USERNAME", "demo",
            "OS_PASSWORD", "secret",
            "OS_USER_DOMAIN_NAME", "Default",
            "OS_PROJECT_NAME", "orders"));
    private final List<String> questions = new ArrayList<>();
    private Optional<String> answer = Optional.empty();

    private Credentials find() {
        return find(Optional.empty());
    }

    private Credentials find(Optional<String> cloud) {
        return new CredentialSource(environment, folder, folder.resolve("home"), question -> {
                    questions.add(question);
                    return answer;
                })
                .find(cloud, Optional.empty());
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void the_environment_is_enough() {
        Credentials found = find();
        assertThat(found.identity()).contains(URI.create("https://iam.example/v3"));
        assertThat(found.proof()).isInstanceOfSatisfying(Password.class, password -> {
            assertThat(password.password()).isEqualTo("secret");
            assertThat(password.user().name()).contains("demo");
            assertThat(password.user().domain().name()).contains("Default");
        });
        assertThat(found.scope().project().name()).contains("orders");
        assertThat(questions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://iam.example", "https://iam.example/", "https://iam.example/v3/"})
    void the_identity_url_gets_its_version(String url) {
        environment.put("OS_AUTH_URL", url);
        assertThat(find().identity()).contains(URI.create("https://iam.example/v3"));
    }

    @ParameterizedTest
    @CsvSource({
        "OS_USERNAME, OS_USERNAME",
        "OS_USER_DOMAIN_NAME, OS_USER_DOMAIN_NAME",
        "OS_PROJECT_NAME, OS_PROJECT_NAME",
        "OS_PASSWORD, OS_PASSWORD",
        "OS_AUTH_URL, OS_AUTH_URL"
    })
    void what_is_missing_is_named(String missing, String named) {
        environment.remove(missing);
        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(named);
    }

    @Test
    void a_missing_password_is_asked_for() {
        environment.remove("OS_PASSWORD");
        answer = Optional.of("typed");
        assertThat(find().proof())
                .isInstanceOfSatisfying(
                        Password.class,
                        password -> assertThat(password.password()).isEqualTo("typed"));
        assertThat(questions).containsExactly("Password of demo at iam.example: ");
    }

    @Test
    void a_token_goes_before_a_password() {
        environment.put("OS_TOKEN", "gAAAA");
        assertThat(find().proof()).isEqualTo(new Token("gAAAA"));
    }

    @Test
    void an_application_credential_is_taken() {
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "id");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "s");
        assertThat(find().proof()).isEqualTo(new ApplicationCredential("id", "s"));
    }

    @Test
    void the_built_in_identity_is_found_beside_the_endpoint() {
        environment.remove("OS_AUTH_URL");
        environment.put("LOGFERRY_ENDPOINT", "http://127.0.0.1:8080/v3/" + "a".repeat(32));
        assertThat(find().identity()).contains(URI.create("http://127.0.0.1:8080/v3"));
    }

    @Test
    void secrets_do_not_show() {
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "id");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "hidden");
        assertThat(find().toString()).doesNotContain("hidden");
        assertThat(new Token("hidden").toString()).doesNotContain("hidden");
        environment.remove("OS_APPLICATION_CREDENTIAL_ID");
        assertThat(find().toString()).doesNotContain("secret");
    }

    @Test
    void a_cloud_is_read_with_its_secrets_laid_over_it() throws IOException {
        environment.clear();
        environment.put("OS_CLOUD", "work");
        write("home/.config/openstack/clouds.yaml", """
                clouds:
                  work:
                    auth:
                      auth_url: https://iam.example
                      username: demo
                      user_domain_name: Default
                      project_id: 0483b6b16e954cb88930a360d2c4e663
                    region_name: eu-de
                    cacert: ~/ca.pem
                """);
        write("home/.config/openstack/secure.yaml", "clouds: {work: {auth: {password: 12345}}}\n");
        Credentials found = find();
        assertThat(found.proof())
                .isInstanceOfSatisfying(
                        Password.class,
                        password -> assertThat(password.password()).isEqualTo("12345"));
        assertThat(found.region()).contains("eu-de");
        assertThat(found.authorities()).contains(folder.resolve("home/ca.pem"));
        assertThat(found.scope().project().id()).contains("0483b6b16e954cb88930a360d2c4e663");
    }

    @Test
    void the_working_folder_goes_first_and_a_password_may_come_from_the_environment() throws IOException {
        write("clouds.yaml", cloud("https://here.example"));
        write("home/.config/openstack/clouds.yaml", cloud("https://home.example"));
        Credentials found = find(Optional.of("work"));
        assertThat(found.identity()).contains(URI.create("https://here.example/v3"));
        assertThat(found.proof())
                .isInstanceOfSatisfying(
                        Password.class,
                        password -> assertThat(password.password()).isEqualTo("secret"));
    }

    @Test
    void what_a_cloud_settles_is_not_mixed_with_what_the_environment_has_of_another() throws IOException {
        write("clouds.yaml", cloud("https://here.example"));
        environment.putAll(Map.of(
                "OS_TOKEN", "gAAAA",
                "OS_APPLICATION_CREDENTIAL_ID", "another",
                "OS_APPLICATION_CREDENTIAL_SECRET", "hidden",
                "OS_USER_ID", "another",
                "OS_USER_DOMAIN_NAME", "Another",
                "OS_PROJECT_ID", "another"));
        Credentials found = find(Optional.of("work"));
        assertThat(found.proof()).isInstanceOfSatisfying(Password.class, password -> {
            assertThat(password.user().id()).isEmpty();
            assertThat(password.user().name()).contains("u");
            assertThat(password.user().domain().id()).contains("default");
            assertThat(password.user().domain().name()).isEmpty();
        });
        assertThat(found.scope().project().id()).isEmpty();
        assertThat(found.scope().project().name()).contains("p");
    }

    private static String cloud(String url) {
        return "clouds: {work: {auth: {auth_url: '" + url
                + "', username: u, user_domain_id: default, project_name: p}}}";
    }

    @Test
    void an_unknown_cloud_and_a_broken_file_are_said() throws IOException {
        write("clouds.yaml", cloud("https://here.example"));
        assertThatThrownBy(() -> find(Optional.of("play"))).hasMessageContaining("it has work");
        write("clouds.yaml", "clouds: [\n");
        assertThatThrownBy(() -> find(Optional.of("work")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("clouds.yaml");
        Files.delete(folder.resolve("clouds.yaml"));
        assertThatThrownBy(() -> find(Optional.of("work"))).hasMessageContaining("no clouds.yaml");
    }

    @Test
    void a_cloud_that_is_not_to_be_verified_is_refused() throws IOException {
        write("clouds.yaml", "clouds: {work: {verify: false, auth: {auth_url: 'https://x'}}}");
        assertThatThrownBy(() -> find(Optional.of("work"))).hasMessageContaining("cacert");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:8080, http://h:8080/v3/p",
        "http://h:8080/, http://h:8080/v3/p",
        "https://h/v3, https://h/v3/p",
        "https://h/v3/p, https://h/v3/p",
        "https://h/rds/v3/other/, https://h/rds/v3/p"
    })
    void an_endpoint_is_taken_in_every_form(String endpoint, URI project) {
        assertThat(Catalog.project(endpoint, "p")).isEqualTo(project);
    }

    @Test
    void a_host_that_java_can_not_name_is_said_to_be_the_reason() {
        assertThatThrownBy(() -> Catalog.project("http://rds_1:8080/v3", "p"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("without an underscore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rds.example", "ftp://h", "http://", "http://a b"})
    void what_is_no_address_is_said(String text) {
        assertThatThrownBy(() -> Catalog.project(text, "p"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no address");
    }
}
