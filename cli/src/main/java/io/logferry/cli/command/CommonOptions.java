package io.logferry.cli.command;

import io.logferry.cli.terminal.Typed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    @Option(names = "--json", description = "Print the service's answer as it is, as JSON.")
    boolean json;

    @Option(
            names = "--os-cloud",
            paramLabel = "NAME",
            description = "The cloud of clouds.yaml to use, in place of OS_CLOUD.")
    @Nullable String cloud;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The service's address, in place of LOGFERRY_ENDPOINT and the token's catalog.")
    @Nullable String endpoint;

    @Mixin
    HelpOption help = new HelpOption();

    /** Those that say where the service is, as they are typed, with a blank before each. */
    String typed() {
        return (cloud == null ? "" : " --os-cloud " + Typed.word(cloud))
                + (endpoint == null ? "" : " --endpoint " + Typed.word(endpoint));
    }
}
