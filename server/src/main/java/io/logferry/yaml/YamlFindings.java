package io.logferry.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found while one file was read: problems, which make it unusable, and warnings. */
final class YamlFindings {
    /** Enough to mend a file by; a broken one of some megabytes has one in each line. */
    private static final int MOST_PROBLEMS = 1000;

    /** Aliases can make a small file stand for any number of things. */
    private static final int MOST_READ = 500_000;

    private final Path file;
    private int problemsSoFar;
    private int readSoFar;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    YamlFindings(Path file) {
        this.file = file;
    }

    Place root() {
        return new Place("", 1);
    }

    /** All that is wrong, or of very much the first. */
    InvalidFileException invalid() {
        return new InvalidFileException(problems, problemsSoFar);
    }

    private void add(String problem) {
        if (++problemsSoFar <= MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    List<String> warnings() {
        return warnings;
    }

    void problem(String text) {
        add(file + ": " + text);
    }

    void problem(int line, String text) {
        add(file + " line " + line + ": " + text);
    }

    /** Where in the file something is: {@code inventory.yaml line 12: projects[0].name}. */
    final class Place {
        private final String path;
        private final int line;

        private Place(String path, int line) {
            this.path = path;
            this.line = line;
        }

        int line() {
            return line;
        }

        Place field(String name, int line) {
            String shown = Quoted.shorten(name);
            return new Place(path.isEmpty() ? shown : path + "." + shown, line);
        }

        Place item(int index, int line) {
            return new Place(path + "[" + index + "]", line);
        }

        Place at(int line) {
            return new Place(path, line);
        }

        /** Grows with each problem of the file: unchanged over a stretch of reading, that stretch was good. */
        int problemsSoFar() {
            return problemsSoFar;
        }

        /** Whether one more thing of the file is read; a problem, once, where that is too much. */
        boolean mayReadMore() {
            if (++readSoFar == MOST_READ) {
                problem("repeats what aliases stand for more than " + MOST_READ + " times");
            }
            return readSoFar < MOST_READ;
        }

        void problem(String text) {
            add(describe(text));
        }

        void warning(String text) {
            warnings.add(describe(text));
        }

        /** Path and line, to point at from elsewhere in the same file. */
        String pointer() {
            return path + " (line " + line + ")";
        }

        private String describe(String text) {
            return file + " line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + text;
        }
    }
}
