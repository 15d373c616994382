package io.logferry.sample;

import io.logferry.id.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL as a connection URI names it: {@code postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…}. */
public record PostgresDsn(
        String host, int port, String database, String user, Secret password, String sslMode, String sslRootCert) {
    private static final String SHAPE = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE";
    /** By hand, because Java's own doesn't know hosts with an underscore, which containers' names often have. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?<user>[^:@]*):(?<password>[^@]*)@(?<host>\\[[^\\]]+]|[^:@\\[\\]]+)(?::(?<port>[0-9]{1,5})?)?");

    private static final List<String> PARAMETERS = List.of("sslmode", "sslrootcert");

    /** @throws IllegalArgumentException if it is none; the message doesn't repeat it, since it may hold a password */
    static PostgresDsn parse(String text) {
        URI uri = uri(text);
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (!List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme())) || !authority.matches()) {
            throw wrong("it has another shape");
        }
        String user = decoded(authority.group("user"));
        String database = uri.getRawPath().replaceFirst("^/", "");
        Map<String, String> parameters = parameters(uri.getRawQuery());
        return new PostgresDsn(
                authority.group("host").replaceAll("[\\[\\]]", ""),
                authority.group("port") == null ? 5432 : Integer.parseInt(authority.group("port")),
                database.isEmpty() ? user : decoded(database),
                user,
                new Secret(decoded(authority.group("password"))),
                parameters.getOrDefault("sslmode", "prefer"),
                parameters.getOrDefault("sslrootcert", ""));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] pair = parameter.split("=", 2);
            if (pair.length < 2 || !PARAMETERS.contains(pair[0])) {
                throw wrong("of its parameters only sslmode and sslrootcert are understood");
            }
            parameters.put(pair[0], decoded(pair[1]));
        }
        return parameters;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong("characters that a URL can't hold are written as %XX");
        }
    }

    /** A plus is a plus here, as libpq has it. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("--dsn wants " + SHAPE + "; " + why + ".");
    }
}
