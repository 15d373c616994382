package io.logferry.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@link LogferryConfig} declares the settings; the documentation and the files to deploy name the same ones. */
class SettingsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("\\| `(logferry\\.[^`]+)` \\| (.+?) \\| (.+?) \\| .+ \\|");
    private static final Pattern VARIABLE = Pattern.compile("\\bLOGFERRY_[A-Z0-9_]+\\b");

    /** @param fallback the default; empty where none is declared */
    private record Setting(String type, String fallback) {}

    @Test
    void the_documentation_s_table_has_each_setting_with_its_type_and_default() throws IOException {
        Map<String, Setting> documented = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/configuration.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(documented.put(row.group(1), new Setting(row.group(2), literal(row.group(3)))))
                        .as("the row above that of %s", row.group(1))
                        .isNull();
            }
        }
        assertThat(documented).containsExactlyEntriesOf(declared());
    }

    @Test
    void the_defaults_of_application_yaml_are_those_of_settings_that_there_are() throws IOException {
        assertThat(declared().keySet()).containsAll(ofApplicationYaml().keySet());
    }

    @Test
    void the_files_to_deploy_set_only_settings_that_there_are() throws IOException {
        Set<String> set = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("deploy"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                VARIABLE.matcher(Files.readString(file)).results().forEach(found -> set.add(found.group()));
            }
        }
        Set<String> known = declared().keySet().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());
        assertThat(set).isNotEmpty().isSubsetOf(known);
    }

    /** A default that is a value, and not words about one. */
    private static String literal(String cell) {
        return cell.matches("`[^`]+`") ? cell.replace("`", "") : "";
    }

    private static Map<String, Setting> declared() throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        collect("logferry", LogferryConfig.class, settings);
        ofApplicationYaml()
                .forEach((name, fallback) ->
                        settings.computeIfPresent(name, (same, setting) -> new Setting(setting.type(), fallback)));
        return settings;
    }

    private static void collect(String prefix, Class<?> group, Map<String, Setting> settings) {
        for (Method setting : group.getMethods()) {
            String name = prefix + "." + StringUtil.skewer(setting.getName());
            if (setting.getReturnType().getEnclosingClass() != null
                    && setting.getReturnType().isInterface()
                    && !setting.getReturnType().getName().startsWith("java.")) {
                collect(name, setting.getReturnType(), settings);
            } else {
                WithDefault fallback = setting.getAnnotation(WithDefault.class);
                settings.put(
                        name,
                        new Setting(word(setting.getGenericReturnType()), fallback == null ? "" : fallback.value()));
            }
        }
    }

    private static String word(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Set.class ? "list" : word(generic.getActualTypeArguments()[0]);
        }
        if (type instanceof Class<?> words && words.isEnum()) {
            return Arrays.stream(words.getEnumConstants())
                    .map(word -> "`" + word.toString().toLowerCase(Locale.ROOT) + "`")
                    .collect(Collectors.joining(" or "));
        }
        return Map.of(
                        Path.class, "path",
                        String.class, "text",
                        URI.class, "URL",
                        Duration.class, "duration",
                        int.class, "number",
                        OptionalLong.class, "number",
                        boolean.class, "`true` or `false`",
                        Boolean.class, "`true` or `false`")
                .get((Class<?>) type);
    }

    private static Map<String, String> ofApplicationYaml() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.yaml"))) {
            Map<String, Object> all = new Yaml().load(file);
            Map<String, String> settings = new TreeMap<>();
            flatten("logferry", all.get("logferry"), settings);
            return settings;
        }
    }

    private static void flatten(String name, Object value, Map<String, String> settings) {
        if (value instanceof Map<?, ?> group) {
            group.forEach((key, below) -> flatten(name + "." + key, below, settings));
        } else {
            settings.put(name, value.toString());
        }
    }
}
