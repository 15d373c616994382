package io.logferry.embedded;

import io.logferry.id.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** PostgreSQL's programs, unpacked from the archive {@code postgres-linux-….txz} in a jar. */
public final class PostgresBinaries {
    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /**
     * The version on the class path, unpacked below {@code cache} unless it is already there.
     *
     * @throws PostgresStartException if the class path has none for this machine
     */
    public static PostgresBinaries fromClassPath(Path cache) {
        String archive = "postgres-linux-" + architecture() + ".txz";
        return unpack(archive, cache, () -> open(archive));
    }

    private static InputStream open(String archive) {
        try {
            InputStream stream = PostgresBinaries.class.getResourceAsStream("/" + archive);
            if (stream != null) {
                return stream;
            }
        } catch (RuntimeException e) {
            // Quarkus' class loader says so if the jar was removed from an installation
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
        }
        throw new PostgresStartException("This installation has no PostgreSQL binaries (" + archive
                + "), so it can start neither the embedded state database nor the sample instance of `up`."
                + " Set logferry.database.url to a PostgreSQL database, for example"
                + " jdbc:postgresql://HOST:5432/logferry.");
    }

    /** The user's cache folder, or one in {@code home} if it can't be written. */
    public static Path cacheFolder(Path home) {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        Path cache = base.resolve("logferry");
        try {
            return Files.isWritable(Files.createDirectories(cache)) ? cache : home.resolve("cache");
        } catch (IOException readOnly) {
            // service accounts often have no home folder
            return home.resolve("cache");
        }
    }

    /**
     * Starts a program, which writes its output to {@code output}. The pid of the process is the program's. The program sees none of our
     * environment variables, so none of our secrets; it runs in a separate session, so that a Ctrl-C for us doesn't reach it; and it never
     * runs as root, because PostgreSQL refuses that.
     *
     * @param program {@code initdb} or {@code postgres}
     */
    Process start(Path output, String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program(program).toString());
        command.addAll(arguments);
        return process(command).redirectOutput(output.toFile()).start();
    }

    /** @throws PostgresStartException if this process runs as root and can't start a program as another user */
    static void requireUserNamespaces() throws IOException, InterruptedException {
        if (isRoot() && process(List.of("unshare", "-U", "true")).start().waitFor() != 0) {
            throw new PostgresStartException(
                    "PostgreSQL refuses to run as root, and this machine doesn't allow user namespaces"
                            + " (`unshare -U` fails). Run Logferry as an ordinary user,"
                            + " or set logferry.database.url to a PostgreSQL database.");
        }
    }

    private static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.clear();
        environment.putAll(Map.of("PATH", path, "LC_ALL", "C"));
        return builder;
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

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

    /** Opens the archive at its beginning. It is read twice: for its fingerprint, and to unpack it. */
    @FunctionalInterface
    interface ArchiveOpener {
        InputStream open() throws IOException;
    }
}
