package io.logferry.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings by their names in clouds.yaml ({@code auth_url}, {@code project_name}), wherever they come from. */
@FunctionalInterface
interface Settings {
    Optional<String> get(String name);

    /** {@code project_name} is {@code OS_PROJECT_NAME}; empty counts as unset. */
    static Settings ofEnvironment(Map<String, String> environment) {
        return name -> Optional.ofNullable(environment.get("OS_" + name.toUpperCase(java.util.Locale.ROOT)))
                .filter(value -> !value.isEmpty());
    }

    /** One cloud of clouds.yaml: its {@code auth} section first, then its own settings. */
    static Settings ofCloud(JsonNode cloud) {
        return name -> text(cloud.path("auth").path(name)).or(() -> text(cloud.path(name)));
    }

    default Settings orElse(Settings other) {
        return new Layered(this, other);
    }

    /**
     * The source that settles a thing which can be said in any of these words. What two sources say of it is not mixed: the
     * project id of one and the project name of the other are two projects.
     */
    default Settings saying(String... words) {
        return this;
    }

    /** One source, and where that leaves something open the other. */
    record Layered(Settings over, Settings under) implements Settings {
        @Override
        public Optional<String> get(String name) {
            return over.get(name).or(() -> under.get(name));
        }

        @Override
        public Settings saying(String... words) {
            return Stream.of(words).anyMatch(word -> over.get(word).isPresent()) ? over : under;
        }
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.of(value.asText("")).filter(text -> !text.isEmpty() && !value.isNull());
    }
}
