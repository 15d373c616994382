package io.logferry.cli.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cloud of clouds.yaml.
 *
 * @param auth its {@code auth} section
 * @param own its other settings
 * @param regions the settings of each region, by name; the first is the default
 */
record Cloud(Map<String, String> auth, Map<String, String> own, Map<String, Cloud> regions) {
    static final Cloud EMPTY = new Cloud(Map.of(), Map.of(), Map.of());

    static Cloud of(@Nullable Object yaml) {
        if (!(yaml instanceof Map<?, ?> cloud)) {
            return EMPTY;
        }
        Map<String, Cloud> regions = new LinkedHashMap<>();
        for (Object region : list(cloud.get("regions"))) {
            if (region instanceof Map<?, ?> described) {
                regions.put(YamlFile.text(described.get("name")), of(described.get("values")));
            } else {
                regions.put(YamlFile.text(region), EMPTY);
            }
        }
        Map<String, String> own = texts(cloud);
        List<?> several = list(cloud.get("region_name"));
        if (!several.isEmpty()) {
            several.forEach(region -> regions.putIfAbsent(YamlFile.text(region), EMPTY));
        }
        return new Cloud(texts(cloud.get("auth")), own, regions);
    }

    /** Settings of the other cloud override those of this one. */
    Cloud with(Cloud over) {
        return new Cloud(
                merged(auth, over.auth), merged(own, over.own), over.regions.isEmpty() ? regions : over.regions);
    }

    /** With the settings of this region, or of its first. */
    Cloud in(Optional<String> wanted) {
        if (regions.isEmpty()) {
            return this;
        }
        String name = wanted.filter(regions::containsKey)
                .orElse(regions.keySet().iterator().next());
        return with(new Cloud(Map.of(), Map.of("region_name", name), Map.of())).with(regions.getOrDefault(name, EMPTY));
    }

    /** The name of the profile whose settings it overrides. */
    Optional<String> profile() {
        return Optional.ofNullable(own.getOrDefault("profile", own.get("cloud")))
                .filter(name -> !name.isEmpty());
    }

    private static List<?> list(@Nullable Object yaml) {
        return yaml instanceof List<?> list ? list : List.of();
    }

    /** {@code project-name} is {@code project_name}. */
    private static Map<String, String> texts(@Nullable Object yaml) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (yaml instanceof Map<?, ?> map) {
            for (var entry : new ArrayList<>(map.entrySet())) {
                String text = YamlFile.text(entry.getValue());
                if (!text.isEmpty()) {
                    texts.put(YamlFile.text(entry.getKey()).replace('-', '_'), text);
                }
            }
        }
        return texts;
    }

    private static Map<String, String> merged(Map<String, String> under, Map<String, String> over) {
        Map<String, String> merged = new LinkedHashMap<>(under);
        merged.putAll(over);
        return merged;
    }
}
