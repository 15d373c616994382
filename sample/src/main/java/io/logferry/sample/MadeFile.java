package io.logferry.sample;

import io.logferry.embedded.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that is made at each start and that people may edit: what they changed stays, and only lines that would be made otherwise than at
 * the last start, such as the one with a port, change in it, where they are still as they were made.
 */
record MadeFile(Path file, Path lastMade) {
    private static final String MARK = "# Made by `up`, which keeps what you change.\n";

    /**
     * Refuses a file that was there before the first start: an operator's own inventory or users must not be lost because their folder is taken for a home.
     * One that a start made which was interrupted has the mark.
     *
     * @throws IllegalStateException where it is one
     */
    void requireOurs() {
        boolean foreign = read(lastMade).isEmpty()
                && read(file).filter(text -> !text.startsWith(MARK)).isPresent();
        if (foreign) {
            throw new IllegalStateException("The file " + file + " was not made by `up`, which would replace it."
                    + " Choose another home (LOGFERRY_HOME), or move the file away.");
        }
    }

    /** @param content all but the line that says whose it is */
    void make(String content) {
        String text = MARK + content;
        Optional<String> found = read(file);
        Optional<String> last = read(lastMade);
        boolean edited = found.isPresent() && last.isPresent() && !found.equals(last);
        PrivateFiles.write(file, edited ? merged(found.get(), last.get().lines().toList(), text) : text);
        PrivateFiles.write(lastMade, text);
    }

    private static String merged(String edited, List<String> last, String text) {
        List<String> made = text.lines().toList();
        String merged = "\n" + edited;
        for (int line = 0; line < Math.min(last.size(), made.size()); line++) {
            merged = merged.replace("\n" + last.get(line) + "\n", "\n" + made.get(line) + "\n");
        }
        return merged.substring(1);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be read", e);
        }
    }
}
