package io.logferry.sample;

import io.logferry.embedded.PrivateFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that is written at each start and that people may edit. Their changes stay. If a line would now be written differently than at the last
 * start (a port, for example), it is replaced, but only if nobody has edited it.
 */
record MadeFile(Path file, Path lastMade) {
    private static final String MARK = "# Made by `up`, which keeps what you change.\n";

    /**
     * Refuses a file that was there before the first start, so that no operator loses an inventory because its folder is also the home. The
     * mark shows that the file is from an earlier start, even if that was interrupted.
     *
     * @throws IllegalStateException if `up` didn't write the file
     */
    void requireOurs() {
        boolean foreign = PrivateFiles.read(lastMade).isEmpty()
                && PrivateFiles.read(file)
                        .filter(text -> !text.startsWith(MARK))
                        .isPresent();
        if (foreign) {
            throw new IllegalStateException("The file " + file + " was not written by `up`, which would replace it."
                    + " Choose another home (LOGFERRY_HOME), or move the file away.");
        }
    }

    /** @param content without the mark */
    void make(String content) {
        String text = MARK + content;
        Optional<String> found = PrivateFiles.read(file);
        Optional<String> last = PrivateFiles.read(lastMade);
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
}
