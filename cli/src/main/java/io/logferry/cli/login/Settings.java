package io.logferry.cli.login;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings by their names in clouds.yaml ({@code auth_url}, {@code project_name}), wherever they come from. */
@FunctionalInterface
interface Settings {
    Optional<String> get(String name);

    /** Older names of settings. */
    Map<String, List<String>> OLDER_NAMES = Map.of(
            "project_id", List.of("tenant_id"),
            "project_name", List.of("tenant_name"),
            "username", List.of("user_name"),
            "token", List.of("auth_token"),
            "auth_type", List.of("auth_plugin"));

    /** {@code project_name} is {@code OS_PROJECT_NAME}; empty counts as unset. */
    static Settings ofEnvironment(Map<String, String> environment) {
        return byAnyName(name -> Optional.ofNullable(environment.get("OS_" + name.toUpperCase(java.util.Locale.ROOT)))
                .filter(value -> !value.isEmpty()));
    }

    /** One cloud of clouds.yaml: its {@code auth} section first, then its own settings. */
    static Settings ofCloud(Cloud cloud) {
        return byAnyName(name -> Optional.ofNullable(cloud.auth().get(name))
                .or(() -> Optional.ofNullable(cloud.own().get(name))));
    }

    private static Settings byAnyName(Settings settings) {
        return name -> settings.get(name)
                .or(() -> OLDER_NAMES.getOrDefault(name, List.of()).stream()
                        .flatMap(older -> settings.get(older).stream())
                        .findFirst());
    }

    default Settings orElse(Settings other) {
        return new Layered(this, other);
    }

    /**
     * The first source that sets any of these names. Values of two sources are never mixed: the project id of one and
     * the project name of the other may be two projects.
     */
    default Settings saying(String... words) {
        return this;
    }

    /** The settings of the first source; the second fills in what is missing. */
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
}
