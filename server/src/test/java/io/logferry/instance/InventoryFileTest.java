package io.logferry.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.TestAuthority;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.id.Secret;
import io.logferry.identity.Project;
import io.logferry.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryFileTest {
    private static final String PASSWORD = "hunter2-correct-horse";
    private static final ProjectId ORDERS = new ProjectId("0483b6b16e954cb88930a360d2c4e663");
    private static final ProjectId BILLING = new ProjectId("1".repeat(32));
    private static final InstanceId ORDERS_DB = new InstanceId("3d39c18788b54a919bab633874c159dfin03");
    private static final InstanceId BILLING_DB = new InstanceId("2".repeat(32) + "in03");

    @TempDir
    private static Path files;

    private static Path authority;
    private static TestAuthority certificates;

    private static final String WHOLE = """
            projects:
              - id: 0483b6b16e954cb88930a360d2c4e663
                name: eu-de_orders
                domain: Shop
                instances:
                  - id: 3d39c18788b54a919bab633874c159dfin03
                    name: orders
                    status: storage full
                    region: eu-de
                    version: "16.4"
                    volume: { type: ULTRAHIGH, size: 100 }
                    created: 2026-05-15T08:06:14Z
                    updated: 2026-05-16T10:06:14+02:00
                    time_zone: UTC
                    endpoint:
                      port: 6432
                      db_user_name: root
                      enable_ssl: true
                      private_ips: [10.0.0.100]
                      public_dns_names: [orders.example]
                    nodes:
                      - { id: 06f1c2ad57604ae89e153e4d27f4e4b9no03, name: orders_node1, role: slave, availability_zone: az2,
                          log: { source: directory, path: /mnt/orders/log, line_prefix: "%m [%p] ", time_zone: europe/berlin } }
                      - { id: 06f1c2ad57604ae89e153e4d27f4e4b8no03, name: orders_node0, role: master, host: "fd00::5", port: 5433, database: logs,
                          user: logferry, password: "${env:ORDERS_PASSWORD}", sslmode: verify-full, sslrootcert: /etc/ssl/pg-ca.pem,
                          log: { source: sql, path: "/var/log/postgresql/postgresql-15-main.log*" } }
              - id: "11111111111111111111111111111111"
                name: billing
                instances:
                  - id: 22222222222222222222222222222222in03
                    name: orders
                    nodes: [ { id: 33333333333333333333333333333333no03, name: n, role: master, host: db.example, user: u, password: "${env:ORDERS_PASSWORD}" } ]
            """;

    /** One node of one instance; the tests change a line of it. */
    private static final String SMALL = """
            projects:
              - id: 0483b6b16e954cb88930a360d2c4e663
                name: orders
                instances:
                  - id: 3d39c18788b54a919bab633874c159dfin03
                    name: orders
                    status: ACTIVE
                    nodes:
                      - id: 06f1c2ad57604ae89e153e4d27f4e4b8no03
                        name: orders_node0
                        role: master
                        host: 10.0.0.5
                        port: 5432
                        user: logferry
                        password: ${env:ORDERS_PASSWORD}
                        sslmode: prefer
                        log: { source: sql }
            """;

    private static final String NODE = "projects[0].instances[0].nodes[0].";

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() throws IOException {
        certificates = new TestAuthority(files);
        authority = certificates.certificate();
        Files.setPosixFilePermissions(
                certificates.issueTo("logferry").key(), PosixFilePermissions.fromString("rw-------"));
    }

    /** What it takes to be known by a certificate, wherever it is written. */
    private static String identified(String certificate, String key) {
        return SMALL.replace(
                "sslmode: prefer",
                "sslmode: require\n            sslcert: %s\n            sslkey: %s".formatted(certificate, key));
    }

    @Test
    void a_node_may_have_a_client_certificate() throws Exception {
        String certificate = files.resolve("logferry.pem").toString();
        String key = files.resolve("logferry.key").toString();
        try (InventoryFile inventory = open(identified(certificate, key))) {
            assertThat(inventory
                            .instance(ORDERS_DB)
                            .orElseThrow()
                            .nodes()
                            .getFirst()
                            .address()
                            .orElseThrow()
                            .clientCertificate())
                    .contains(new NodeAddress.ClientCertificate(certificate, key));
        }
    }

    /** A missing file would else look like a node that refuses the login. */
    @Test
    void the_message_has_the_line_of_a_file_that_is_no_certificate_or_key() throws Exception {
        String certificate = files.resolve("logferry.pem").toString();
        String key = files.resolve("logferry.key").toString();
        Path open = Files.copy(files.resolve("logferry.key"), folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problemsOf(
                        SMALL.replace("sslmode: prefer", "sslmode: verify-full\n            sslrootcert: /no/ca.pem")))
                .containsExactly(
                        told(17, NODE + "sslrootcert: the file /no/ca.pem can't be read: there is no such file"));
        assertThat(problemsOf(
                        SMALL.replace("sslmode: prefer", "sslmode: verify-full\n            sslrootcert: " + key)))
                .containsExactly(told(17, NODE + "sslrootcert: the file " + key + " holds no certificate in PEM form"));
        assertThat(problemsOf(identified(certificate, certificate)))
                .singleElement()
                .asString()
                .contains(
                        "line 18: " + NODE + "sslkey: ",
                        "holds no PKCS#8 key in PEM form without a password",
                        "openssl pkcs8 -topk8");
        assertThat(problemsOf(identified(certificate, open.toString())))
                .singleElement()
                .asString()
                .contains("line 18: " + NODE + "sslkey: must be a file that nobody but its owner can read (chmod 600)");
        assertThat(problemsOf(SMALL.replace("sslmode: prefer", "sslcert: " + certificate)))
                .singleElement()
                .asString()
                .contains(NODE + "sslkey: is missing: a client certificate is two files");
    }

    @Test
    void a_whole_inventory_is_read() throws Exception {
        try (InventoryFile inventory = open(WHOLE.replace("/etc/ssl/pg-ca.pem", authority.toString()))) {
            Node master = new Node(
                    new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                    "orders_node0",
                    NodeRole.MASTER,
                    Optional.of(new NodeAddress(
                            "fd00::5",
                            5433,
                            "logs",
                            "logferry",
                            new Secret(PASSWORD),
                            "verify-full",
                            Optional.of(authority.toString()))),
                    new LogLocation.Sql(Optional.of("/var/log/postgresql/postgresql-15-main.log*")));
            Node slave = new Node(
                    new NodeId("06f1c2ad57604ae89e153e4d27f4e4b9no03"),
                    "orders_node1",
                    NodeRole.SLAVE,
                    Optional.empty(),
                    new LogLocation.Directory(
                            "/mnt/orders/log",
                            new LogLocation.DeclaredLines(Optional.of("%m [%p] "), Optional.of("europe/berlin"))),
                    Optional.of("az2"));
            InstanceDetails details = new InstanceDetails(
                    Optional.of("16.4"),
                    new InstanceDetails.Endpoint(
                            Optional.of(6432),
                            Optional.of("root"),
                            true,
                            List.of("10.0.0.100"),
                            List.of(),
                            List.of(),
                            List.of("orders.example")),
                    Optional.of(new InstanceDetails.Volume("ULTRAHIGH", 100)),
                    Optional.of(Instant.parse("2026-05-15T08:06:14Z")),
                    Optional.of(Instant.parse("2026-05-16T08:06:14Z")),
                    Optional.of("UTC"));

            assertThat(inventory.instance(ORDERS_DB))
                    .contains(new Instance(
                            ORDERS_DB,
                            ORDERS,
                            "orders",
                            InstanceStatus.STORAGE_FULL,
                            "eu-de",
                            List.of(master, slave),
                            details));
        }
    }

    @Test
    void a_field_that_is_absent_has_its_default() throws Exception {
        try (InventoryFile inventory = open(WHOLE.replace("/etc/ssl/pg-ca.pem", authority.toString()))) {
            Instance billing = inventory.instance(BILLING_DB).orElseThrow();

            assertThat(inventory.project(BILLING)).contains(new Project(BILLING, "billing", "Default"));
            assertThat(billing.status()).isEqualTo(InstanceStatus.ACTIVE);
            assertThat(billing.region()).isEmpty();
            assertThat(billing.details()).isEqualTo(InstanceDetails.NONE);
            assertThat(billing.nodes().getFirst().log()).isEqualTo(new LogLocation.Sql(Optional.empty()));
            assertThat(billing.nodes().getFirst().address())
                    .contains(new NodeAddress(
                            "db.example", 5432, "postgres", "u", new Secret(PASSWORD), "prefer", Optional.empty()));
        }
    }

    @Test
    void projects_and_instances_are_found_by_their_ids() throws Exception {
        try (InventoryFile inventory = open(WHOLE.replace("/etc/ssl/pg-ca.pem", authority.toString()))) {
            assertThat(inventory.project(ORDERS)).contains(new Project(ORDERS, "eu-de_orders", "Shop"));
            assertThat(inventory.project(new ProjectId("f".repeat(32)))).isEmpty();
            assertThat(inventory.instances(ORDERS)).extracting(Instance::id).containsExactly(ORDERS_DB);
            assertThat(inventory.instances(new ProjectId("f".repeat(32)))).isEmpty();
            assertThat(inventory.instances()).extracting(Instance::id).containsExactly(ORDERS_DB, BILLING_DB);
        }
    }

    @Test
    void an_empty_list_of_projects_is_an_inventory() throws Exception {
        try (InventoryFile inventory = open("projects: []\n")) {
            assertThat(inventory.instances()).isEmpty();
        }
    }

    @Test
    void an_absent_file_is_refused_and_the_message_says_what_to_do() {
        assertThat(catchThrowableOfType(InvalidFileException.class, this::open))
                .hasMessageStartingWith(file() + ": there is no such file")
                .hasMessageContaining("`projects: []`")
                .hasMessageContaining("docs/configuration.md");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    id: 0483b6b16e954cb88930a360d2c4e663 | id: 0483B6      | line 2: projects[0].id: must be 32 lower-case hex digits, but is "0483B6"
                    id: 3d39c18788b54a919bab633874c159dfin03 | id: x       | line 5: projects[0].instances[0].id: must be 32 hex digits followed by in03, but is "x"
                    status: ACTIVE                       | status: ASLEEP  | line 7: projects[0].instances[0].status: must be one of ACTIVE, BUILD, FAILED, FROZEN, MODIFYING, REBOOTING, RESTORING, MODIFYING INSTANCE TYPE, SWITCHOVER, MIGRATING, BACKING UP, MODIFYING DATABASE PORT, STORAGE FULL, SHUTDOWN, CREATING, but is "ASLEEP"
                    id: 06f1c2ad57604ae89e153e4d27f4e4b8no03 | id: 06no03  | line 9: projects[0].instances[0].nodes[0].id: must be 32 lower-case hex digits followed by no03, but is "06no03"
                    name: orders_node0                   | name:           | line 10: projects[0].instances[0].nodes[0].name: is missing
                    role: master                         | role: primary   | line 11: projects[0].instances[0].nodes[0].role: must be master, slave or readreplica, but is "primary"
                    role: master                         | role: slave     | line 8: projects[0].instances[0].nodes: must have exactly one node with `role: master`
                    host: 10.0.0.5                       | host: db:5432   | line 12: projects[0].instances[0].nodes[0].host: must be a host name or an IP address alone, without scheme, port, user or brackets
                    host: 10.0.0.5                       | host:           | line 12: projects[0].instances[0].nodes[0].host: is missing: the log is read through SQL
                    port: 5432                           | port: abc       | line 13: projects[0].instances[0].nodes[0].port: must be a number from 1 to 65535, but is "abc"
                    port: 5432                           | port: 65536     | line 13: projects[0].instances[0].nodes[0].port: must be a number from 1 to 65535, but is "65536"
                    port: 5432                           | prot: 5432      | line 13: projects[0].instances[0].nodes[0].prot: there is no such field; the fields here are id, name, role, availability_zone, log, host, port, database, user, password, sslmode, sslrootcert, sslcert, sslkey
                    password: ${env:ORDERS_PASSWORD}     | password: ""    | line 15: projects[0].instances[0].nodes[0].password: must not be empty
                    sslmode: prefer                      | sslmode: on     | line 16: projects[0].instances[0].nodes[0].sslmode: must be one of disable, allow, prefer, require, verify-ca, verify-full, but is "on"
                    sslmode: prefer                      | sslmode: verify-ca | line 9: projects[0].instances[0].nodes[0].sslrootcert: is missing: sslmode verify-ca needs a PEM file with the authorities that may have signed the server's certificate
                    sslmode: prefer                      | sslrootcert: a  | line 16: projects[0].instances[0].nodes[0].sslrootcert: must be an absolute path, but is "a"
                    source: sql                          | source: s3      | line 17: projects[0].instances[0].nodes[0].log.source: must be sql or directory, but is "s3"
                    source: sql                          | source: directory | line 17: projects[0].instances[0].nodes[0].log.path: is missing: `source: directory` needs the folder that the log files are in
                    source: sql                          | source: sql, path: log | line 17: projects[0].instances[0].nodes[0].log.path: must be an absolute path, but is "log"
                    source: sql                          | source: sql, path: /var/*/x.log | line 17: projects[0].instances[0].nodes[0].log.path: may have * ? [ { only after its last slash, but is "/var/*/x.log"
                    source: sql                          | source: sql, path: /var/../etc | line 17: projects[0].instances[0].nodes[0].log.path: must have no . and .. in it, but is "/var/../etc"
                    source: sql                          | source: sql, time_zone: Europe/Berln | line 17: projects[0].instances[0].nodes[0].log.time_zone: must be the name of a time zone, such as Europe/Berlin or UTC, but is "Europe/Berln"
                    source: sql                          | source: directory, path: /l, time_zone: CEST | line 17: projects[0].instances[0].nodes[0].log.time_zone: must be the name of a time zone, such as Europe/Berlin or UTC, but is "CEST"
                    source: sql                          | source: sql, time_zone: UTC+2 | line 17: projects[0].instances[0].nodes[0].log.time_zone: must be the name of a time zone, such as Europe/Berlin or UTC, but is "UTC+2"
                    source: sql                          | source: sql, line_prefix: " " | line 17: projects[0].instances[0].nodes[0].log.line_prefix: must not be blank, but is " "
                    """)
    void the_message_has_the_line_and_the_field_of_a_mistake(String good, String bad, String problem) throws Exception {
        assertThat(problemsOf(SMALL.replace(good, bad))).containsExactly(file() + " " + problem);
    }

    @Test
    void a_second_use_of_a_unique_name_or_id_is_refused() throws Exception {
        String project = SMALL.substring(SMALL.indexOf('\n') + 1);

        assertThat(problemsOf(SMALL + project))
                .containsExactly(
                        told(18, "projects[1].id: must be unique, but is the same as projects[0].id (line 2)"),
                        told(19, "projects[1].name: must be unique, but is the same as projects[0].name (line 3)"),
                        told(
                                21,
                                "projects[1].instances[0].id: must be unique, but is the same as projects[0].instances[0].id (line 5)"),
                        told(
                                25,
                                "projects[1].instances[0].nodes[0].id: must be unique, but is the same as " + NODE
                                        + "id (line 9)"));
    }

    @Test
    void an_instance_is_found_by_its_id_exactly_as_it_is_declared() throws Exception {
        InstanceId capitals = new InstanceId("3D39C18788B54A919BAB633874C159DFin03");
        try (InventoryFile inventory = open(SMALL.replace(ORDERS_DB.value(), capitals.value()))) {
            assertThat(inventory.instance(capitals)).isPresent();
            assertThat(inventory.instance(ORDERS_DB)).isEmpty();
        }
    }

    @Test
    void names_are_unique_only_within_their_project_and_instance() throws Exception {
        assertThat(problemsOf(SMALL + """
                      - id: 22222222222222222222222222222222in03
                        name: orders
                        nodes:
                          - { id: 33333333333333333333333333333333no03, name: n, role: master, log: { source: directory, path: /x } }
                          - { id: 44444444444444444444444444444444no03, name: n, role: slave, log: { source: directory, path: /x } }
                """))
                .containsExactly(
                        told(
                                19,
                                "projects[0].instances[1].name: must be unique, but is the same as projects[0].instances[0].name (line 6)"),
                        told(
                                22,
                                "projects[0].instances[1].nodes[1].name: must be unique, but is the same as projects[0].instances[1].nodes[0].name (line 21)"));
    }

    @Test
    void a_path_may_have_any_valid_glob_in_its_last_segment() throws Exception {
        for (String glob :
                List.of("postgresql-{15,16}-main.log", "p{1{5,6},2?}.log*", "p[!a-c]-[0-9].log", "a\\[1\\].log")) {
            try (InventoryFile inventory = open(withPath("/var/log/" + glob))) {
                assertThat(inventory.instance(ORDERS_DB)).as(glob).isPresent();
            }
        }
        assertThat(problemsOf(withPath("/var/log/p{15,16.log")))
                .containsExactly(told(
                        17,
                        NODE + "log.path: is no glob after its last slash: it has a { without a } (a \\ before a"
                                + " character takes it as it is)"));
        assertThat(problemsOf(withPath("/var/log/{a,b}/p.log")))
                .containsExactly(
                        told(
                                17,
                                NODE
                                        + "log.path: may have * ? [ { only after its last slash, but is \"/var/log/{a,b}/p.log\""));
    }

    private static String withPath(String path) {
        return SMALL.replace("source: sql", "source: sql, path: '" + path + "'");
    }

    @Test
    void two_masters_are_refused() throws Exception {
        assertThat(problemsOf(SMALL + """
                          - { id: 44444444444444444444444444444444no03, name: n, role: master, log: { source: directory, path: /x } }
                """))
                .containsExactly(
                        told(8, "projects[0].instances[0].nodes: must have exactly one node with `role: master`"));
    }

    @Test
    void a_log_in_a_directory_needs_no_address_but_a_partial_one_is_refused() throws Exception {
        String directory = SMALL.replace("source: sql", "source: directory, path: /mnt/log");

        assertThat(problemsOf(directory.replace("user: logferry", "").replace("host: 10.0.0.5", "")))
                .containsExactly(
                        told(9, NODE + "host: is missing: where a part of the address is given, this is needed, too"),
                        told(9, NODE + "user: is missing: where a part of the address is given, this is needed, too"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db-1.example", "10.0.0.5", "\"::1\"", "fd00::a:5", "fe80::1%eth0", "localhost"})
    void hosts_are_names_or_addresses(String host) throws Exception {
        try (InventoryFile inventory = open(SMALL.replace("10.0.0.5", host))) {
            assertThat(inventory
                            .instance(ORDERS_DB)
                            .orElseThrow()
                            .nodes()
                            .getFirst()
                            .address()
                            .orElseThrow()
                            .host())
                    .isEqualTo(host.replace("\"", ""));
        }
    }

    @Test
    void no_text_of_the_inventory_or_of_its_problems_has_a_secret() throws Exception {
        try (InventoryFile inventory = open(WHOLE.replace("/etc/ssl/pg-ca.pem", authority.toString()))) {
            assertThat(inventory.instances().toString()).contains("logferry").doesNotContain(PASSWORD);
        }
        assertThat(problemsOf(SMALL.replace("10.0.0.5", "postgresql://u:" + PASSWORD + "@db")
                        .replace("${env:ORDERS_PASSWORD}", "[" + PASSWORD + "]")))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).doesNotContain(PASSWORD));
    }

    @Test
    void the_example_of_the_documentation_is_an_inventory() throws Exception {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        String example = page.substring(page.indexOf("```yaml\n") + "```yaml\n".length());
        String yaml = example.substring(0, example.indexOf("```"));
        assertThat(yaml).contains("${file:/run/secrets/orders}");

        try (InventoryFile inventory = open(yaml.replace("file:/run/secrets/orders", "env:ORDERS_PASSWORD")
                .replace("/etc/ssl/pg-ca.pem", authority.toString()))) {
            assertThat(inventory.instance(ORDERS_DB)).isPresent();
        }
    }

    @Test
    void an_invalid_change_keeps_the_last_valid_inventory() throws Exception {
        try (InventoryFile inventory = open(SMALL)) {
            Files.writeString(file(), SMALL.replace("port: 5432", "port: abc"));
            look(inventory);

            assertThat(inventory.instance(ORDERS_DB)).isPresent();
            assertThat(inventory.problem())
                    .contains(told(13, NODE + "port: must be a number from 1 to 65535, but is \"abc\""));
            assertThat(inventory.instance(BILLING_DB)).isEmpty();

            Files.writeString(file(), WHOLE.replace("/etc/ssl/pg-ca.pem", authority.toString()));
            look(inventory);

            assertThat(inventory.instance(BILLING_DB)).isPresent();
            assertThat(inventory.problem()).isEmpty();
            assertThat(inventory.instances()).hasSize(2);
        }
    }

    private Path file() {
        return folder.resolve("inventory.yaml");
    }

    private String told(int line, String text) {
        return file() + " line " + line + ": " + text;
    }

    private InventoryFile open(String content) throws IOException, InvalidFileException {
        Files.writeString(file(), content);
        return open();
    }

    private InventoryFile open() throws InvalidFileException {
        return new InventoryFile(file(), Map.of("ORDERS_PASSWORD", PASSWORD));
    }

    private List<String> problemsOf(String content) throws IOException {
        Files.writeString(file(), content);
        return catchThrowableOfType(InvalidFileException.class, this::open).problems();
    }

    /** Two looks: the first notices a change, the second takes it. */
    private static void look(InventoryFile inventory) {
        inventory.check();
        inventory.check();
    }
}
