package io.logferry.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code clouds.yaml}, and {@code secure.yaml} laid over it, from the first of the folders that has one: the working
 * folder, {@code ~/.config/openstack}, {@code /etc/openstack}
 * (https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
 */
final class CloudsFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final List<Path> folders;

    CloudsFile(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * The settings of one cloud.
     *
     * @throws Failure {@link ExitCode#USAGE} when it is not there
     */
    JsonNode cloud(String name) {
        Path file = find("clouds")
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "no clouds.yaml for the cloud '" + name + "' (looked in " + places()
                                + "): write one, or unset OS_CLOUD"));
        JsonNode clouds = read(file).path("clouds");
        JsonNode cloud = clouds.path(name);
        if (!cloud.isObject()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "no cloud '" + name + "' in " + file + ": it has " + String.join(", ", names(clouds)));
        }
        ObjectNode settings = cloud.deepCopy();
        find("secure").ifPresent(secure -> lay(read(secure).path("clouds").path(name), settings));
        return settings;
    }

    private static List<String> names(JsonNode clouds) {
        List<String> names = new ArrayList<>();
        clouds.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? List.of("none") : names;
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .flatMap(folder -> List.of(folder.resolve(name + ".yaml"), folder.resolve(name + ".yml")).stream())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private String places() {
        return String.join(", ", folders.stream().map(Path::toString).toList());
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            String reason =
                    String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
            throw new Failure(ExitCode.USAGE, file + " can't be read: " + reason, unreadable);
        }
    }

    private static void lay(JsonNode over, ObjectNode settings) {
        over.properties().forEach(entry -> {
            if (entry.getValue().isObject() && settings.path(entry.getKey()) instanceof ObjectNode below) {
                lay(entry.getValue(), below);
            } else {
                settings.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
