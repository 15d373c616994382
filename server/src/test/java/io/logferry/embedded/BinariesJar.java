package io.logferry.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A jar with the programs of one version of PostgreSQL, or any zip with such an archive. */
public final class BinariesJar {
    private BinariesJar() {}

    /** Its programs, unpacked below {@code cache} unless they are there already. */
    public static PostgresBinaries unpack(Path jar, Path cache) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new PostgresStartException("There is no .txz archive in " + jar));
            return PostgresBinaries.unpack(jar.toString(), cache, () -> zip.getInputStream(archive));
        } catch (IOException e) {
            throw new UncheckedIOException("The PostgreSQL binaries in " + jar + " can't be read", e);
        }
    }
}
