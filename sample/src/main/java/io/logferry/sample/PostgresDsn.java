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

/** A PostgreSQL connection URI: {@code postgresql://user:password@host:port/database?sslmode=…&sslrootcert=…}. */
public record PostgresDsn(
        String host, int port, String database, String user, Secret password, String sslMode, String sslRootCert) {
    private static final String SHAPE = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE";
    /** java.net.URI accepts no host with an underscore, which names of containers often have. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?<user>[^:@]*):(?<password>[^@]*)@(?<host>\\[[^\\]]+]|[^:@\\[\\]]+)(?::(?<port>[0-9]{1,5})?)?");

    private static final List<String> PARAMETERS = List.of("sslmode", "sslrootcert");

    /** @throws IllegalArgumentException if it is invalid; the message doesn't repeat the text, which may contain a password */
    static PostgresDsn parse(String text) {
        URI uri = uri(text);
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (!List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme())) || !authority.matches()) {
            throw wrong("this text is not such a URI");
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
                throw wrong("the only parameters are sslmode and sslrootcert");
            }
            parameters.put(pair[0], decoded(pair[1]));
        }
        return parameters;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong("characters that a URL can't contain must be written as %XX");
        }
    }

    /** For libpq, a plus is not a space. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("--dsn must be " + SHAPE + "; " + why + ".");
    }
}
