package io.logferry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PostgresBinariesTest {
    @TempDir
    private Path folder;

    @Test
    void several_starters_at_once_share_one_whole_unpacked_folder() throws Exception {
        Path jar = jar("bin/initdb", "share/postgres.bki");
        Path cache = folder.resolve("cache");
        Callable<PostgresBinaries> unpack = () -> BinariesJar.unpack(jar, cache);
        List<Future<PostgresBinaries>> unpacked;
        try (ExecutorService starters = Executors.newFixedThreadPool(8)) {
            unpacked = starters.invokeAll(List.of(unpack, unpack, unpack, unpack, unpack, unpack, unpack, unpack));
        }
        for (Future<PostgresBinaries> binaries : unpacked) {
            assertThat(binaries.get().program("initdb")).isExecutable().hasContent("bin/initdb");
        }
        try (Stream<Path> versions = Files.list(cache)) {
            assertThat(versions)
                    .singleElement()
                    .satisfies(version ->
                            assertThat(version.resolve("share/postgres.bki")).exists());
        }
    }

    @Test
    void the_version_on_the_class_path_runs() throws Exception {
        Path output = folder.resolve("output");
        Process version = new PostgresCommand(TestPostgres.binaries()).start(output, "postgres", List.of("--version"));
        assertThat(version.waitFor()).isZero();
        assertThat(output).content().startsWith("postgres (PostgreSQL) 18.");
    }

    @Test
    void an_archive_that_leads_out_of_its_folder_is_refused() throws Exception {
        Path jar = jar("../../planted");
        assertThatThrownBy(() -> BinariesJar.unpack(jar, folder.resolve("cache")))
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("leads out of its folder");
        assertThat(folder.resolve("planted")).doesNotExist();
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    /** A jar like those of the binaries, whose programs contain their own names. */
    private Path jar(String... programs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(LZMA2Options.PRESET_MIN)))) {
            for (String program : programs) {
                byte[] content = program.getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(program, true);
                entry.setSize(content.length);
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        Path jar = folder.resolve("binaries.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("postgres-linux-x86_64.txz"));
            zip.write(bytes.toByteArray());
            zip.closeEntry();
        }
        return jar;
    }
}
