package io.logferry.source;

import io.logferry.instance.Node;
import io.logferry.source.LogSourceException.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A node's log files in a folder that this service sees. No symbolic link is followed: whoever may write there could lead it anywhere. */
final class DirectoryLogFiles implements LogFiles {
    private final Node node;
    private final LogPath path;
    private final Path folder;
    private final LogNames names;
    private final Optional<ServerSettings> settings;
    private final LineForm lines;

    DirectoryLogFiles(Node node, LogPath path, Optional<ServerSettings> settings, LineForm lines) {
        this.lines = lines;
        this.node = node;
        this.path = path;
        this.settings = settings;
        boolean isFolder = path.name().isEmpty() || (!path.isGlob() && Files.isDirectory(Path.of(path.whole())));
        this.folder = Path.of(isFolder ? path.whole() : path.folder());
        this.names = isFolder ? LogNames.ofFolder() : LogNames.globbed(path.name());
    }

    @Override
    public Optional<ServerSettings> settings() {
        return settings;
    }

    @Override
    public LineForm lines() {
        return lines;
    }

    @Override
    public LogFolder list() throws LogSourceException, InterruptedException {
        List<LogFile> files = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                list(entry, files, notes);
            }
        } catch (DirectoryIteratorException e) {
            throw fault(new IOException(e));
        } catch (IOException e) {
            throw fault(e);
        }
        return new LogFolder(names, files, Set.of(), false, false, path.whole(), notes);
    }

    private void list(Path entry, List<LogFile> files, List<String> notes) throws IOException {
        String name = entry.getFileName().toString();
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                files.add(new LogFile(
                        name, attributes.size(), attributes.lastModifiedTime().toInstant()));
            } else if (attributes.isSymbolicLink() && isLog(name)) {
                notes.add("node " + node.name() + ": " + name + " is a symbolic link, so it was not read");
            }
        } catch (NoSuchFileException gone) {
            // between the listing and the look at the file: the same as gone before the listing
            return;
        }
    }

    private boolean isLog(String name) {
        return names.match(name, RotatedName.of(name).format()).isPresent();
    }

    @Override
    public LogBytes open(LogFile file, long offset, long length)
            throws LogSourceException, LogChangedException, InterruptedException {
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(file.name()), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new ChannelBytes(node, file, channel, offset, length);
        } catch (NoSuchFileException gone) {
            throw new FileGoneException(file.name());
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private LogSourceException fault(IOException e) {
        return switch (e) {
            case AccessDeniedException denied ->
                new LogSourceException(
                        Fault.NOT_PERMITTED,
                        "node " + node.name() + ": this service may not read " + path.whole()
                                + ": let its user read the folder and the files in it",
                        denied);
            case NoSuchFileException none ->
                new LogSourceException(
                        Fault.NO_LOG,
                        "node " + node.name() + ": there is no folder " + folder
                                + " here: mount it, or correct the path of its log in the inventory",
                        none);
            default -> ChannelBytes.failed(node, e);
        };
    }

    @Override
    public void close() {
        // each run closes its own file
    }
}
