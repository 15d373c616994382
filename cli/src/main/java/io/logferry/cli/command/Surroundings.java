package io.logferry.cli.command;

import io.logferry.cli.http.Pause;
import io.logferry.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/** What the command finds around it when it starts. */
record Surroundings(
        Map<String, String> environment,
        Path workingFolder,
        Path home,
        Terminal terminal,
        InstantSource clock,
        ZoneId zone,
        Pause pause) {

    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                environment,
                Path.of(""),
                Path.of(environment.getOrDefault("HOME", System.getProperty("user.home"))),
                Terminal.ofProcess(environment),
                InstantSource.system(),
                ZoneId.systemDefault(),
                Pause.SLEEPING);
    }
}
