package io.logferry.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.yaml.InvalidFileException;
import io.logferry.yaml.WatchedFile;
import io.logferry.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    private static final String HASH = "$2a$04$d9wtcXMg1gWt5MTzKEZ9uuwd0mgEpWmwcnkCz5LHoQISExyJTmsJG";
    private static final User.Reference DEMO = new User.Reference.ByName("demo", new Domain.Reference.ById("default"));

    @TempDir
    private Path folder;

    @Test
    void users_are_read_with_their_projects_and_roles() throws Exception {
        Users users = read("""
                users:
                  - { name: demo, domain: Default, password: "%1$s", projects: [ { id: 0483b6b16e954cb88930a360d2c4e663, roles: [reader, member] } ] }
                  - { name: eve, domain: Acme, id: 0123, password: "${env:EVE}" }
                """);
        User demo = users.find(DEMO).orElseThrow();
        assertThat(demo.id()).matches("[0-9a-f]{32}");
        assertThat(demo.passwordHash().value()).isEqualTo(HASH);
        assertThat(demo.roles())
                .isEqualTo(Map.of(new ProjectId("0483b6b16e954cb88930a360d2c4e663"), Set.of("reader", "member")));

        User eve = users.find(new User.Reference.ById("0123")).orElseThrow();
        assertThat(eve.domain()).isEqualTo(Domain.named("Acme"));
        assertThat(eve.domain().id()).matches("[0-9a-f]{32}");
        assertThat(eve.passwordHash().value()).isEqualTo(HASH);
        assertThat(eve.roles()).isEmpty();
    }

    @Test
    void access_keys_are_their_users() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "from a file\n");
        Users users = read("""
                users:
                  - name: demo
                    password: "%1$s"
                    access_keys:
                      - { access: AKONE, secret: "${file:""" + secret + """
                }" }
                      - { access: AKTWO, secret: "${env:SECRET}" }
                """);
        User demo = users.find(DEMO).orElseThrow();
        assertThat(users.holderOf("AKONE")).contains(new Users.KeyHolder(demo, new Secret("from a file")));
        assertThat(users.holderOf("AKTWO")).contains(new Users.KeyHolder(demo, new Secret("from the environment")));
        assertThat(users.holderOf("AKTHREE")).isEmpty();
        assertThat(users.holderOf("AKONE").toString()).doesNotContain("from a file");
    }

    @Test
    void access_keys_must_be_complete_and_unique() {
        InvalidFileException refused = catchThrowableOfType(InvalidFileException.class, () -> read("""
                users:
                  - name: demo
                    password: "%1$s"
                    access_keys:
                      - { access: AKONE, secret: "${env:SECRET}" }
                      - { access: "a/b", secret: "${env:SECRET}" }
                      - { access: AKTWO }
                      - { secret: "${env:NOTHING}" }
                  - name: eve
                    password: "%1$s"
                    access_keys: [ { access: AKONE, secret: "${env:SECRET}" } ]
                """));
        assertThat(refused.problems())
                .anyMatch(problem -> problem.contains("line 6") && problem.contains("letters, digits"))
                .anyMatch(problem -> problem.contains("line 7") && problem.contains("secret: is missing"))
                .anyMatch(problem -> problem.contains("line 8") && problem.contains("access: is missing"))
                .anyMatch(problem -> problem.contains("line 8") && problem.contains("NOTHING"))
                .anyMatch(problem -> problem.contains("line 11") && problem.contains("must be unique"))
                .hasSize(5);
    }

    @Test
    void ids_are_the_same_at_every_reading() throws Exception {
        String file = "users: [ { name: demo, password: '%1$s' } ]";
        assertThat(read(file).find(DEMO).orElseThrow().id())
                .isEqualTo(read(file).find(DEMO).orElseThrow().id());
    }

    @Test
    void every_mistake_is_reported_with_its_line_and_no_hash_is_shown() throws Exception {
        InvalidFileException refused = catchThrowableOfType(InvalidFileException.class, () -> read("""
                users:
                  - name: demo
                    password: not-a-hash
                    projects: [ { id: 0483, roles: [] }, { id: 0483b6b16e954cb88930a360d2c4e663 } ]
                  - { name: demo, id: same, password: "%1$s", colour: red }
                  - { name: eve, id: same, password: "$2b$31$d9wtcXMg1gWt5MTzKEZ9uuwd0mgEpWmwcnkCz5LHoQISExyJTmsJG" }
                  - { name: "no password" }
                """));
        assertThat(refused.problems())
                .anyMatch(problem -> problem.contains("line 3") && problem.contains("bcrypt"))
                .anyMatch(problem -> problem.contains("line 4") && problem.contains("32 lower-case hex digits"))
                .anyMatch(problem -> problem.contains("line 4") && problem.contains("at least one role"))
                .anyMatch(problem -> problem.contains("line 4") && problem.contains("roles: is missing"))
                .anyMatch(problem -> problem.contains("line 5") && problem.contains("name: must be unique"))
                .anyMatch(problem -> problem.contains("line 5") && problem.contains("colour"))
                .anyMatch(problem -> problem.contains("line 6") && problem.contains("id: must be unique"))
                .anyMatch(problem -> problem.contains("line 6") && problem.contains("cost from 04 to 16"))
                .anyMatch(problem -> problem.contains("line 7") && problem.contains("password: is missing"))
                .noneMatch(problem -> problem.contains("not-a-hash") || problem.contains("d9wtcXMg"));
    }

    @Test
    void one_project_twice_is_refused() {
        InvalidFileException refused = catchThrowableOfType(InvalidFileException.class, () -> read("""
                users:
                  - name: demo
                    password: "%1$s"
                    projects:
                      - { id: 0483b6b16e954cb88930a360d2c4e663, roles: [reader] }
                      - { id: 0483b6b16e954cb88930a360d2c4e663, roles: [member] }
                """));
        assertThat(refused.problems())
                .singleElement()
                .asString()
                .contains("line 6")
                .contains("must be unique");
    }

    @Test
    void a_changed_file_is_loaded_and_a_broken_one_is_not() throws Exception {
        Path file = write("users: [ { name: demo, password: '%1$s' } ]");
        try (WatchedFile<Users> users = new WatchedFile<>(file, new UsersFile(), Map.of())) {
            write("users: [ { name: eve, password: '%1$s' } ]");
            users.check();
            users.check();
            assertThat(users.value().find(DEMO)).isEmpty();
            write("users: [ { name: demo } ]");
            users.check();
            users.check();
            assertThat(users.value().find(DEMO)).isEmpty();
            assertThat(users.problem()).isPresent();
        }
    }

    private Users read(String text) throws IOException, InvalidFileException {
        return YamlDocument.read(write(text), new UsersFile(), Map.of("EVE", HASH, "SECRET", "from the environment"))
                .value();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("users.yaml"), text.replace("%1$s", HASH));
    }
}
