package io.logferry.cli.login;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code clouds.yaml}, overridden by {@code secure.yaml}, with defaults from {@code clouds-public.yaml}, as in openstackclient
 * (https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
 */
final class CloudsFile {
    private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

    private final List<Path> folders;
    private final Optional<Path> clouds;
    private final Optional<Path> secure;

    private CloudsFile(List<Path> folders, Optional<Path> clouds, Optional<Path> secure) {
        this.folders = folders;
        this.clouds = clouds;
        this.secure = secure;
    }

    /**
     * Reads each file from where its variable says, or else from the first folder that has it.
     *
     * @throws Failure {@link ExitCode#USAGE} if a file that a variable names does not exist
     */
    static CloudsFile find(Map<String, String> environment, Path workingFolder, Path home) {
        List<Path> folders = Stream.of(
                        Stream.of(workingFolder),
                        named(environment, "XDG_CONFIG_HOME").map(folder -> Path.of(folder, "openstack")),
                        Stream.of(
                                home.resolve(".config/openstack"),
                                Path.of("/etc/xdg/openstack"),
                                Path.of("/etc/openstack")))
                .flatMap(some -> some)
                .distinct()
                .toList();
        return new CloudsFile(
                folders,
                given("OS_CLIENT_CONFIG_FILE", environment, workingFolder).or(() -> first("clouds", folders)),
                given("OS_CLIENT_SECURE_FILE", environment, workingFolder).or(() -> first("secure", folders)));
    }

    /**
     * The settings of one cloud.
     *
     * @throws Failure {@link ExitCode#USAGE} if there is no such cloud
     */
    Cloud cloud(String name) {
        Map<?, ?> all = clouds.map(CloudsFile::clouds).orElse(Map.of());
        Map<?, ?> secrets = secure.map(CloudsFile::clouds).orElse(Map.of());
        if (!(all.get(name) instanceof Map<?, ?>) && !(secrets.get(name) instanceof Map<?, ?>)) {
            throw clouds.map(file -> new Failure(
                            ExitCode.USAGE, "no cloud '" + name + "' in " + file + ": it has " + names(all)))
                    .orElseGet(() -> new Failure(
                            ExitCode.USAGE,
                            "no clouds.yaml for the cloud '" + name + "' (looked in " + places()
                                    + "): write one, or unset OS_CLOUD"));
        }
        Cloud own = Cloud.of(all.get(name)).with(Cloud.of(secrets.get(name)));
        return own.profile().map(this::profile).orElse(Cloud.EMPTY).with(own);
    }

    /** The name of the only cloud. */
    Optional<String> onlyCloud() {
        return clouds.map(CloudsFile::clouds)
                .filter(all -> all.size() == 1)
                .map(all -> YamlFile.text(all.keySet().iterator().next()));
    }

    /** openstackclient has built-in profiles of public clouds; this command knows only those of clouds-public.yaml. */
    private Cloud profile(String name) {
        return first("clouds-public", folders)
                .map(file -> YamlFile.read(file).get("public-clouds") instanceof Map<?, ?> profiles
                        ? Cloud.of(profiles.get(name))
                        : Cloud.EMPTY)
                .orElse(Cloud.EMPTY);
    }

    private static Map<?, ?> clouds(Path file) {
        return YamlFile.read(file).get("clouds") instanceof Map<?, ?> clouds ? clouds : Map.of();
    }

    private static String names(Map<?, ?> clouds) {
        return clouds.isEmpty()
                ? "none"
                : String.join(", ", clouds.keySet().stream().map(YamlFile::text).toList());
    }

    private static Stream<String> named(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty()).stream();
    }

    private static Optional<Path> given(String variable, Map<String, String> environment, Path workingFolder) {
        Optional<Path> file =
                named(environment, variable).map(workingFolder::resolve).findFirst();
        file.filter(path -> !Files.isRegularFile(path)).ifPresent(path -> {
            throw new Failure(
                    ExitCode.USAGE, variable + " names " + path + ", which does not exist: correct or unset it");
        });
        return file;
    }

    private static Optional<Path> first(String name, List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> SUFFIXES.stream().map(suffix -> folder.resolve(name + suffix)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private String places() {
        return String.join(", ", folders.stream().map(Path::toString).toList());
    }
}
