package io.logferry.wiring;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.SysPropConfigSource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps the variables out of the settings that Kubernetes and Docker set in each container for the services beside it: for a service named
 * {@code logferry}, {@code LOGFERRY_PORT=tcp://10.96.12.34:80}. No setting whose name ends like that takes an address, so what has this form is
 * theirs. The JVM finds this class by its name in {@code META-INF/services}.
 */
public final class ServiceVariables implements SmallRyeConfigBuilderCustomizer {
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        if (!builder.isAddDefaultSources()) {
            return;
        }
        // The default sources, with an environment of fewer variables.
        builder.setAddDefaultSources(false)
                .addPropertiesSources()
                .withSources(new SysPropConfigSource(), new EnvConfigSource(settingsIn(System.getenv()), 300))
                .withSources(new DotEnvConfigSourceProvider());
    }

    static Map<String, String> settingsIn(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(environment);
        settings.entrySet()
                .removeIf(variable -> variable.getKey().endsWith("_PORT")
                        && ADDRESS.matcher(variable.getValue()).matches());
        return Map.copyOf(settings);
    }
}
