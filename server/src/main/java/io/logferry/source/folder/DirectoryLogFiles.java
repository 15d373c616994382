package io.logferry.source.folder;

import io.logferry.instance.LogPath;
import io.logferry.instance.Node;
import io.logferry.source.LogSourceException;
import io.logferry.source.LogSourceException.Fault;
import io.logferry.source.listing.FileKind;
import io.logferry.source.listing.LogBytes;
import io.logferry.source.listing.LogChangedException;
import io.logferry.source.listing.LogFiles;
import io.logferry.source.listing.LogFolder;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogFolder.OtherFile;
import io.logferry.source.listing.LogNames;
import io.logferry.source.listing.RotatedName;
import io.logferry.source.listing.ServerSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A node's log files in a folder that this service can read. A user who may write there could replace any file or folder, so no symbolic link is
 * followed in any part of the path, and only regular files are opened.
 */
public final class DirectoryLogFiles implements LogFiles {
    private final Node node;
    private final LogPath path;
    private final Optional<ServerSettings> settings;
    private final ServerSettings.Lines lines;

    public DirectoryLogFiles(Node node, LogPath path, Optional<ServerSettings> settings, ServerSettings.Lines lines) {
        this.lines = lines;
        this.node = node;
        this.path = path;
        this.settings = settings;
    }

    /**
     * A folder, and which of its files are the log.
     *
     * @param where the folder's absolute path
     */
    private record Place(HeldPath folder, Path where, LogNames names) implements AutoCloseable {
        private static Place of(HeldPath folder, String where, LogNames names) {
            return new Place(folder, Path.of(where).normalize(), names);
        }

        @Override
        public void close() {
            folder.close();
        }
    }

    @Override
    public Optional<ServerSettings> settings() {
        return settings;
    }

    @Override
    public ServerSettings.Lines lines() {
        return lines;
    }

    @Override
    public LogFolder list() throws LogSourceException, InterruptedException {
        try (Place place = place()) {
            return list(place);
        } catch (DirectoryIteratorException e) {
            throw fault(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private LogFolder list(Place place) throws IOException {
        List<LogFile> files = new ArrayList<>();
        List<OtherFile> others = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(place.folder().path())) {
            for (Path entry : entries) {
                list(entry, place.names(), files, others);
            }
        }
        others.removeIf(other -> other.kind() == FileKind.LINK && leadsToOneOf(files, other, place));
        List<String> notes = others.stream().map(other -> other.note(node)).toList();
        return new LogFolder(place.names(), files, others, Set.of(), Set.of(), false, path.whole(), notes);
    }

    private static void list(Path entry, LogNames names, List<LogFile> files, List<OtherFile> others)
            throws IOException {
        String name = entry.getFileName().toString();
        try {
            FileKind kind = FileKind.of(entry, LinkOption.NOFOLLOW_LINKS);
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                files.add(new LogFile(
                        name, attributes.size(), attributes.lastModifiedTime().toInstant()));
            } else if (kind != FileKind.FOLDER && isLog(names, name)) {
                others.add(
                        new OtherFile(name, kind, attributes.lastModifiedTime().toInstant()));
            }
        } catch (NoSuchFileException gone) {
            // removed after it was listed: the same as removed before
            return;
        }
    }

    /** For example a link "current.log" to today's file in the same folder: then nothing is missing. */
    private static boolean leadsToOneOf(List<LogFile> files, OtherFile link, Place place) {
        try {
            Path target = Files.readSymbolicLink(place.folder().path().resolve(link.name()));
            Path whole = place.where().resolve(target).normalize();
            return files.stream()
                    .filter(file -> isLog(place.names(), file.name()))
                    .anyMatch(file -> place.where().resolve(file.name()).equals(whole));
        } catch (IOException replaced) {
            return false;
        }
    }

    private static boolean isLog(LogNames names, String name) {
        return names.include(name, RotatedName.of(name).format());
    }

    @Override
    public LogBytes open(LogFile file, long offset, long length) throws IOException, InterruptedException {
        try (Place place = place();
                HeldPath held = place.folder().child(file.name())) {
            FileKind kind = held.kind();
            if (kind != FileKind.REGULAR) {
                throw new LogSourceException(
                        Fault.FAILED,
                        "node " + node.name() + ": " + file.name() + " became " + kind.words()
                                + " while its log was read: only regular files are read, so find out what replaced the file there");
            }
            FileChannel channel = FileChannel.open(held.path(), StandardOpenOption.READ);
            return new ChannelBytes(node, file, channel, offset, length);
        } catch (NoSuchFileException gone) {
            throw new LogChangedException.FileGone(file.name());
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** If the path is a folder, it means the files in it; otherwise its last segment names the files. */
    private Place place() throws IOException {
        if (!path.isGlob()) {
            try {
                Optional<HeldPath> whole = folder(path.whole());
                if (whole.isPresent()) {
                    return Place.of(whole.get(), path.whole(), LogNames.ofFolder());
                }
            } catch (NoSuchFileException none) {
                if (path.name().isEmpty()) {
                    throw none;
                }
            }
        }
        HeldPath folder = folder(path.folder()).orElseThrow(() -> new NotDirectoryException(path.folder()));
        return Place.of(folder, path.folder(), LogNames.globbed(path.name()));
    }

    /** Empty if it isn't a folder. */
    private Optional<HeldPath> folder(String absolute) throws IOException {
        HeldPath held = walk(absolute);
        boolean keep = false;
        try {
            keep = held.kind() == FileKind.FOLDER;
            return keep ? Optional.of(held) : Optional.empty();
        } finally {
            if (!keep) {
                held.close();
            }
        }
    }

    private HeldPath walk(String absolute) throws IOException {
        HeldPath held = HeldPath.root();
        StringBuilder walked = new StringBuilder();
        for (Path segment : Path.of(absolute)) {
            try (HeldPath parent = held) {
                held = parent.child(segment.toString());
            }
            walked.append('/').append(segment);
            try {
                requireNoLink(held, walked);
            } catch (IOException e) {
                held.close();
                throw e;
            }
        }
        return held;
    }

    private void requireNoLink(HeldPath held, CharSequence where) throws IOException {
        if (held.kind() == FileKind.LINK) {
            throw new LogSourceException(
                    Fault.NO_LOG,
                    "node " + node.name() + ": " + where + " is a symbolic link. Links in the path of a log are"
                            + " not followed, because a user who may write there could let them lead anywhere: put the"
                            + " folder itself there, or, if the link is yours, set the path of its log in the inventory"
                            + " to the link's target (readlink -f)");
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
            case NoSuchFileException none -> noFolder(none);
            case NotDirectoryException none -> noFolder(none);
            default -> LogSourceException.of(node, e);
        };
    }

    private LogSourceException noFolder(IOException e) {
        return new LogSourceException(
                Fault.NO_LOG,
                "node " + node.name() + ": there is no folder " + path.folder()
                        + " here: mount it, or correct the path of its log in the inventory",
                e);
    }

    @Override
    public void close() {
        // each run of bytes closes its file
    }
}
