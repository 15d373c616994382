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
    void the_version_is_appended_to_the_identity_url(String url) {
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
    void the_message_names_the_missing_variable(String missing, String named) {
        environment.remove(missing);
        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(named);
    }

    @Test
    void the_command_prompts_for_a_missing_password() {
        environment.remove("OS_PASSWORD");
        answer = Optional.of("typed");
        assertThat(find().proof())
                .isInstanceOfSatisfying(
                        Password.class,
                        password -> assertThat(password.password()).isEqualTo("typed"));
        assertThat(questions).containsExactly("Password of demo at iam.example: ");
    }

    @Test
    void a_token_is_preferred_to_a_password() {
        environment.put("OS_TOKEN", "gAAAA");
        assertThat(find().proof()).isEqualTo(new Token("gAAAA"));
    }

    @Test
    void an_application_credential_is_used() {
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "id");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "s");
        assertThat(find().proof()).isEqualTo(new ApplicationCredential(Optional.of("id"), "", Optional.empty(), "s"));
    }

    @Test
    void the_built_in_identity_has_the_address_of_the_endpoint() {
        environment.remove("OS_AUTH_URL");
        environment.put("LOGFERRY_ENDPOINT", "http://127.0.0.1:8080/v3/" + "a".repeat(32));
        assertThat(find().identity()).contains(URI.create("http://127.0.0.1:8080/v3"));
    }

    @Test
    void to_string_contains_no_secret() {
        environment.put("OS_APPLICATION_CREDENTIAL_ID", "id");
        environment.put("OS_APPLICATION_CREDENTIAL_SECRET", "hidden");
        assertThat(find().toString()).doesNotContain("hidden");
        assertThat(new Token("hidden").toString()).doesNotContain("hidden");
        environment.remove("OS_APPLICATION_CREDENTIAL_ID");
        assertThat(find().toString()).doesNotContain("secret");
    }

    @Test
    void secure_yaml_overrides_a_cloud() throws IOException {
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
    void the_working_folder_is_searched_first_and_the_password_may_come_from_the_environment() throws IOException {
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
    void variables_do_not_mix_with_what_a_cloud_sets() throws IOException {
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

    private Credentials only(String clouds) throws IOException {
        environment.clear();
        environment.put("OS_CLOUD", "dev");
        write("clouds.yaml", clouds);
        return find();
    }

    private void isDemo(Credentials found) {
        assertThat(found.identity()).contains(URI.create("http://127.0.0.1:8080/v3"));
        assertThat(found.proof()).isInstanceOfSatisfying(Password.class, password -> {
            assertThat(password.user().name()).contains("demo");
            assertThat(password.user().domain().name()).contains("Default");
            assertThat(password.password()).isEqualTo("change-me");
        });
        assertThat(found.scope().project().name()).contains("demo");
        assertThat(found.scope().project().domain().name()).contains("Default");
    }

    private static final String LOGIN = """
            x-login: &login
              auth_url: http://127.0.0.1:8080/v3
              username: demo
              password: %s
              user_domain_name: Default
              project_domain_name: Default
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth: {<<: *login, project_name: demo}",
                "auth: {<<: *login, tenant_name: demo}",
                "auth: {<<: [*login, {password: other}], tenant-name: demo}",
                "auth: {<<: *login, username: demo, tenant_name: other, project_name: demo}",
                "auth: *login\n    tenant_name: demo",
                "<<: {auth: *login}\n    project_name: demo",
            })
    void aliases_merge_keys_and_older_names_are_accepted(String cloud) throws IOException {
        isDemo(only(LOGIN.formatted("change-me") + "clouds:\n  dev:\n    " + cloud + "\n"));
    }

    @Test
    void an_alias_has_the_value_of_its_anchor() throws IOException {
        isDemo(only("""
                secret: &secret change-me
                clouds:
                  dev:
                    auth: { auth_url: "http://127.0.0.1:8080/v3", username: demo, password: *secret, user_domain_name: Default, project_name: demo, project_domain_name: Default }
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123", "1e3", "yes", "true", "2026-11-28", "1_000", "12:30:45", "0x1F", ".inf", "nothing"})
    void a_password_is_the_text_of_the_file(String password) throws IOException {
        assertThat(only(LOGIN.formatted(password) + "clouds: {dev: {auth: {<<: *login, project_name: demo}}}\n")
                        .proof())
                .isInstanceOfSatisfying(
                        Password.class, proof -> assertThat(proof.password()).isEqualTo(password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*hunter2", "'hunter2", "[hunter2", "hunter2: x: y", "@hunter2", "%hunter2"})
    void the_message_about_an_invalid_file_has_the_line_and_does_not_quote_it(String password) {
        assertThatThrownBy(() -> only(LOGIN.formatted(password) + "clouds: {dev: {auth: *login}}\n"))
                .isInstanceOf(Failure.class)
                .hasMessageMatching("(?s).*clouds.yaml is not valid YAML, line \\d+: .*")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void tenant_variables_name_the_project() {
        environment.remove("OS_PROJECT_NAME");
        environment.put("OS_TENANT_NAME", "orders");
        assertThat(find().scope().project().name()).contains("orders");
        environment.remove("OS_TENANT_NAME");
        environment.put("OS_TENANT_ID", "0483b6b16e954cb88930a360d2c4e663");
        assertThat(find().scope().project().id()).contains("0483b6b16e954cb88930a360d2c4e663");
    }

    @Test
    void an_application_credential_can_be_given_by_name_and_user() throws IOException {
        assertThat(only("""
                        clouds:
                          dev:
                            auth_type: v3applicationcredential
                            auth: { auth_url: "http://127.0.0.1:5000/v3", username: alice, user_domain_name: Default, application_credential_name: reader, application_credential_secret: change-me }
                        """).proof()).isInstanceOfSatisfying(ApplicationCredential.class, credential -> {
            assertThat(credential.id()).isEmpty();
            assertThat(credential.name()).isEqualTo("reader");
            assertThat(credential.user().orElseThrow().name()).contains("alice");
            assertThat(credential.user().orElseThrow().domain().name()).contains("Default");
            assertThat(credential.secret()).isEqualTo("change-me");
        });
    }

    @ParameterizedTest
    @CsvSource({"password, Password", "v3password, Password", "token, Token", "v3token, Token"})
    void the_auth_type_selects_the_credentials(String type, String proof) {
        environment.put("OS_AUTH_TYPE", type);
        environment.put("OS_TOKEN", "gAAAA");
        assertThat(find().proof().getClass().getSimpleName()).isEqualTo(proof);
    }

    @Test
    void the_message_about_an_unknown_auth_type_has_a_workaround() {
        environment.put("OS_AUTH_TYPE", "v3oidcpassword");
        assertThatThrownBy(this::find)
                .hasMessageContaining("v3oidcpassword")
                .hasMessageContaining("openstack token issue");
    }

    @Test
    void a_file_named_by_a_variable_must_exist() throws IOException {
        write("else/my.yaml", cloud("https://else.example"));
        write("clouds.yaml", cloud("https://here.example"));
        write("else/my-secure.yaml", "clouds: {work: {auth: {password: hidden}}}");
        environment.put("OS_CLIENT_CONFIG_FILE", "else/my.yaml");
        environment.put(
                "OS_CLIENT_SECURE_FILE", folder.resolve("else/my-secure.yaml").toString());
        Credentials found = find(Optional.of("work"));
        assertThat(found.identity()).contains(URI.create("https://else.example/v3"));
        assertThat(found.proof())
                .isInstanceOfSatisfying(
                        Password.class, proof -> assertThat(proof.password()).isEqualTo("hidden"));
        environment.put("OS_CLIENT_CONFIG_FILE", "else/not.yaml");
        assertThatThrownBy(() -> find(Optional.of("work"))).hasMessageContaining("OS_CLIENT_CONFIG_FILE");
    }

    @Test
    void a_cloud_overrides_its_profile() throws IOException {
        write("clouds-public.yaml", """
                public-clouds:
                  provider: { region_name: eu-de, auth: { auth_url: "https://iam.{region_name}.example", user_domain_name: Customers } }
                """);
        Credentials found =
                only("clouds: {dev: {profile: provider, auth: {username: u, password: p, project_name: x}}}");
        assertThat(found.identity()).contains(URI.create("https://iam.eu-de.example/v3"));
        assertThat(found.region()).contains("eu-de");
        assertThatThrownBy(() -> only("clouds: {dev: {profile: other, auth: {username: u}}}"))
                .hasMessageContaining("profile 'other'");
    }

    @Test
    void the_first_of_several_regions_is_the_default() throws IOException {
        String clouds = """
                clouds:
                  dev:
                    regions: [eu-de, { name: eu-nl, values: { auth: { auth_url: "https://nl.example" } } }]
                    auth: { auth_url: "https://de.example", username: u, password: p, user_domain_id: default, project_name: x }
                """;
        Credentials found = only(clouds);
        assertThat(found.region()).contains("eu-de");
        assertThat(found.identity()).contains(URI.create("https://de.example/v3"));
        environment.put("OS_REGION_NAME", "eu-nl");
        assertThat(find().region()).contains("eu-nl");
        assertThat(find().identity()).contains(URI.create("https://nl.example/v3"));
    }

    @Test
    void the_only_cloud_needs_no_name() throws IOException {
        write("clouds.yaml", cloud("https://here.example").replace("project_name", "password: p, project_name"));
        environment.clear();
        assertThat(find().identity()).contains(URI.create("https://here.example/v3"));
        environment.put("OS_TOKEN", "gAAAA");
        assertThatThrownBy(() -> find().identity().orElseThrow()).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void an_unknown_cloud_and_an_invalid_file_are_reported() throws IOException {
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
    void a_cloud_without_verification_is_refused() throws IOException {
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
    void an_endpoint_is_accepted_in_every_form(String endpoint, URI project) {
        assertThat(Catalog.project(endpoint, "p")).isEqualTo(project);
    }

    @Test
    void the_message_about_an_underscore_in_a_host_name_says_so() {
        assertThatThrownBy(() -> Catalog.project("http://rds_1:8080/v3", "p"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("without an underscore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rds.example", "ftp://h", "http://", "http://a b"})
    void an_invalid_address_is_reported(String text) {
        assertThatThrownBy(() -> Catalog.project(text, "p"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is not a valid address");
    }
}
