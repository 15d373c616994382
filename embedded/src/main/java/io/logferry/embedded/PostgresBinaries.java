package io.logferry.embedded;

import io.logferry.id.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Locale;

/** PostgreSQL's programs, unpacked from the archive {@code postgres-linux-….txz} that a binaries jar carries. */
public final class PostgresBinaries {
    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /** The version on the class path, unpacked below {@code cache} unless it is there already. */
    public static PostgresBinaries fromClassPath(Path cache) {
        String archive = "/postgres-linux-" + architecture() + ".txz";
        return unpack(archive, cache, () -> {
            InputStream stream = PostgresBinaries.class.getResourceAsStream(archive);
            if (stream == null) {
                throw new PostgresStartException(
                        "This build carries no PostgreSQL for " + archive.substring(1)
                                + ". Build it on a machine of this kind, or set logferry.database.url to a PostgreSQL of yours.");
            }
            return stream;
        });
    }

    /** Where the user's programs keep what they can make again; {@code home} where that folder can't be written. */
    public static Path cacheFolder(Path home) {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        Path cache = base.resolve("logferry");
        try {
            Files.createDirectories(cache);
            if (Files.isWritable(cache)) {
                return cache;
            }
        } catch (IOException readOnly) {
            // a service account often has no home of its own: the folder below serves as well
            return home.resolve("cache");
        }
        return home.resolve("cache");
    }

    /** One of {@code initdb}, {@code pg_ctl}, {@code postgres}. */
    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /** @param name of the archive, for messages */
    static PostgresBinaries unpack(String name, Path cache, ArchiveOpener archive) {
        try {
            Path target = cache.toAbsolutePath().resolve("postgresql-" + fingerprint(archive));
            if (!Files.isDirectory(target)) {
                Archive.unpack(archive, target);
            }
            return new PostgresBinaries(target);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The PostgreSQL binaries in " + name + " can't be unpacked below " + cache, e);
        }
    }

    private static String fingerprint(ArchiveOpener archive) throws IOException {
        try (DigestInputStream stream =
                new DigestInputStream(new BufferedInputStream(archive.open(), 1 << 16), Sha256.digest())) {
            stream.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(stream.getMessageDigest().digest(), 0, 8);
        }
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> arch;
        };
    }

    /** Opens the archive from its beginning; it is read twice, for its fingerprint and to unpack it. */
    @FunctionalInterface
    interface ArchiveOpener {
        InputStream open() throws IOException;
    }
}
