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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PostgresBinariesTest {
    private static final PostgresBinaries BINARIES =
            PostgresBinaries.fromClassPath(PostgresBinaries.cacheFolder(Path.of(System.getProperty("java.io.tmpdir"))));

    @TempDir
    private Path folder;

    @Test
    void several_processes_at_once_share_one_complete_folder() throws Exception {
        Path archive = archive("bin/initdb", "share/postgres.bki");
        Path cache = folder.resolve("cache");
        Callable<PostgresBinaries> unpack = () -> unpack(archive, cache);
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
        Process version = BINARIES.start(output, "postgres", List.of("--version"));
        assertThat(version.waitFor()).isZero();
        assertThat(output).content().startsWith("postgres (PostgreSQL) 18.");
    }

    @Test
    void an_archive_that_leads_out_of_its_folder_is_rejected() throws Exception {
        Path archive = archive("../../planted");
        assertThatThrownBy(() -> unpack(archive, folder.resolve("cache")))
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("leads out of its folder");
        assertThat(folder.resolve("planted")).doesNotExist();
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    private static PostgresBinaries unpack(Path archive, Path cache) {
        return PostgresBinaries.unpack(archive.toString(), cache, () -> Files.newInputStream(archive));
    }

    /** An archive like that of the binaries, whose programs contain their own names. */
    private Path archive(String... programs) throws IOException {
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
        return Files.write(folder.resolve("binaries.txz"), bytes.toByteArray());
    }
}
