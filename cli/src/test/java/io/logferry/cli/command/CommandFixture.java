package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;

import io.logferry.cli.http.ScriptedServer;
import io.logferry.cli.terminal.Screen;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A command whose service is scripted. */
abstract class CommandFixture {
    static final String PROJECT = "0483b6b16e954cb88930a360d2c4e663";
    static final String ID = "3d39c18788b54a919bab633874c159dfin03";
    static final String WORKFLOW = "44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e";
    static final String RDS = " /v3/" + PROJECT;
    static final String POST = "POST" + RDS + "/instances/" + ID + "/errorlog-download";
    static final String INSTANCES = """
            {"instances":[{"id":"%s","name":"orders","status":"ACTIVE","type":"Ha",
              "datastore":{"type":"PostgreSQL","version":"18","complete_version":"18.0"},
              "nodes":[{"id":"06f1c2ad57604ae89e153e4d27f4e4b8no03","name":"orders_node0","role":"master","status":"ACTIVE"},
                       {"id":"16f1c2ad57604ae89e153e4d27f4e4b8no03","name":"orders_node1","role":"slave","status":"ACTIVE"}]}],
             "total_count":1}""".formatted(ID);

    @TempDir
    Path folder;

    final ScriptedServer server = new ScriptedServer();
    final Map<String, String> environment = new HashMap<>();

    Screen screen = Screen.pipes();

    @BeforeEach
    void startService() {
        environment.putAll(Map.of(
                "OS_AUTH_URL", server.uri("/v3").toString(),
                "OS_USERNAME", "demo",
                "OS_PASSWORD", "secret",
                "OS_USER_DOMAIN_NAME", "Default",
                "OS_PROJECT_NAME", "orders"));
        String token = """
                {"token":{"project":{"id":"%s","name":"orders"},"catalog":[{"type":"rdsv3","endpoints":[
                  {"interface":"public","region_id":"eu-de","url":"%s"}]}]}}""".formatted(PROJECT, server.uri("/v3/" + PROJECT));
        server.on("POST /v3/auth/tokens", json(201, token, "X-Subject-Token", "t1"));
        server.on("GET" + RDS + "/instances", json(200, INSTANCES));
    }

    @AfterEach
    void close() {
        server.close();
    }

    int run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                environment,
                folder,
                folder,
                screen.terminal(),
                InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z")),
                ZoneOffset.UTC,
                duration -> {});
        return Logferry.commandLine(surroundings).execute(arguments);
    }

    static String answer(String status, String fileStatus, String link, byte[] content) {
        return "{\"list\":[{\"workflow_id\":\"" + WORKFLOW + "\",\"file_name\":\"x_errorlog_download_1\",\"status\":\""
                + fileStatus + "\",\"file_size\":\"" + content.length + "\",\"file_link\":\"" + link
                + "\",\"file_sha256\":\"" + sha256(content) + "\",\"node_name\":\"orders_node0\",\"create_at\":1,"
                + "\"update_at\":2}],\"status\":\"" + status + "\",\"count\":1}";
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String error(String code, String message) {
        return "{\"error_code\":\"" + code + "\",\"error_msg\":\"" + message + "\"}";
    }
}
