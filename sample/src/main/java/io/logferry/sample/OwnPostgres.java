package io.logferry.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL that the user of {@code up} already has, in place of the sample.
 *
 * @param logPath of its log, if the user named it
 */
record OwnPostgres(PostgresDsn dsn, Optional<String> logPath) {
    private static final String DSN = "--dsn";
    private static final String LOG_PATH = "--log-path";

    /** @throws IllegalArgumentException if the arguments are wrong */
    static Optional<OwnPostgres> parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> options = options(arguments);
        Optional<String> logPath = Optional.ofNullable(options.get(LOG_PATH));
        if (!options.containsKey(DSN)
                || logPath.filter(path -> !path.startsWith("/")).isPresent()) {
            throw usage();
        }
        return Optional.of(new OwnPostgres(PostgresDsn.parse(options.get(DSN)), logPath));
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int at = 0; at < arguments.size(); at++) {
            String[] option = arguments.get(at).split("=", 2);
            boolean hasValue = option.length == 2 || ++at < arguments.size();
            if (!List.of(DSN, LOG_PATH).contains(option[0]) || !hasValue) {
                throw usage();
            }
            options.put(option[0], option.length == 2 ? option[1] : arguments.get(at));
        }
        return options;
    }

    private static IllegalArgumentException usage() {
        return new IllegalArgumentException("usage: up [--dsn postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
                + " [--log-path /PATH/OF/ITS.log]]; a log path is needed only if logging_collector is off");
    }
}
