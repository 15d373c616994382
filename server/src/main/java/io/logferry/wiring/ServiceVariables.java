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
 * Ignores the environment variables that Kubernetes and Docker set in each container for other services: for a service named {@code logferry},
 * {@code LOGFERRY_PORT=tcp://10.96.12.34:80}. No setting whose name ends in {@code port} is such an address. SmallRye Config finds this class by
 * its name in {@code META-INF/services}.
 */
public final class ServiceVariables implements SmallRyeConfigBuilderCustomizer {
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        if (!builder.isAddDefaultSources()) {
            return;
        }
        // The default sources, but with a filtered environment.
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
