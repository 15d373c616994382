package io.logferry.cli.command;

import io.logferry.cli.terminal.Typed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
    @Option(names = "--json", description = "Print the service's answer unchanged, as JSON.")
    boolean json;

    @Option(
            names = "--os-cloud",
            paramLabel = "NAME",
            description = "The cloud in clouds.yaml to use, instead of OS_CLOUD.")
    @Nullable String cloud;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The service's address, instead of LOGFERRY_ENDPOINT and the token's catalog.")
    @Nullable String endpoint;

    @Mixin
    HelpOption help = new HelpOption();

    /** The options that locate the service, as on the command line, with a blank before each. */
    String typed() {
        return (cloud == null ? "" : " --os-cloud " + Typed.word(cloud))
                + (endpoint == null ? "" : " --endpoint " + Typed.word(endpoint));
    }
}
