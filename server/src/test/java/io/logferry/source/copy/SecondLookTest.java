package io.logferry.source.copy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.logferry.id.NodeId;
import io.logferry.instance.LogLocation;
import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import io.logferry.record.LogFormat;
import io.logferry.source.Ages;
import io.logferry.source.folder.DirectoryLogFiles;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogSelection;
import io.logferry.source.listing.LogSelection.SelectedFile;
import io.logferry.source.listing.ServerSettings;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondLookTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_that_replaced_a_checked_file_counts_as_moved_and_not_as_removed() throws Exception {
        Path log = Files.writeString(folder.resolve("a.log"), "new\n");
        Path rotated = Files.writeString(folder.resolve("a.log.1"), "old\n");
        Ages.set(rotated, 1000);
        LogFiles files = files();
        LogFolder listed = files.list();
        LogSelection selection = LogSelection.of(listed, LogFormat.STDERR, Instant.MIN);
        SelectedFile oldest = selection.files().getFirst();
        SecondLook look = new SecondLook(files, selection);
        look.read(oldest.cut(4, ByteBuffer.allocate(0)), ByteBuffer.wrap(new byte[] {'o', 'l', 'd', '\n'}));
        look.look();

        Files.move(log, rotated, StandardCopyOption.REPLACE_EXISTING);
        assertThatExceptionOfType(LogChangedException.class)
                .isThrownBy(
                        () -> look.requireRemoved(selection.files().getLast().listed()))
                .withMessageContaining("a.log.1 is new");
    }

    private LogFiles files() {
        LogLocation.Directory location = new LogLocation.Directory(folder + "/a.log*");
        Node node = new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.empty(),
                location);
        return new DirectoryLogFiles(
                node, LogPath.of(location.path()), Optional.empty(), new ServerSettings.Lines("", ""));
    }
}
