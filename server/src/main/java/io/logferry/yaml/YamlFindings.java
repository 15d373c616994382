package io.logferry.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is found while one file is read: problems, which make it unusable, and warnings. */
final class YamlFindings {
    /** Enough to repair a file; a broken file of some megabytes has one in each line. */
    private static final int MOST_PROBLEMS = 1000;
    /** Aliases can make a small file stand for any number of values. */
    private static final int MOST_READ = 500_000;
    /** Characters of a text from the file in a message. */
    private static final int MOST_SHOWN = 60;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

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

    InvalidFileException invalid() {
        return new InvalidFileException(problems, problemsSoFar);
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

    private void add(String problem) {
        if (++problemsSoFar <= MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    static String quoted(String text) {
        return '"' + shorten(text) + '"';
    }

    /** A text from the file for a message: on one line and not too long. */
    static String shorten(String text) {
        String visible = CONTROL.matcher(text).replaceAll("?");
        return visible.length() <= MOST_SHOWN ? visible : visible.substring(0, MOST_SHOWN) + "…";
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
            return new Place(path.isEmpty() ? shorten(name) : path + "." + shorten(name), line);
        }

        Place item(int index, int line) {
            return new Place(path + "[" + index + "]", line);
        }

        Place at(int line) {
            return new Place(path, line);
        }

        /** Grows with each problem of the file. If it does not grow while a part is read, this part has no problem. */
        int problemsSoFar() {
            return problemsSoFar;
        }

        /** May one more item of the file be read? Reports a problem, once, if there are too many. */
        boolean mayReadMore() {
            if (++readSoFar == MOST_READ) {
                problem("its aliases expand to more than " + MOST_READ + " values");
            }
            return readSoFar < MOST_READ;
        }

        void problem(String text) {
            add(describe(text));
        }

        void warning(String text) {
            warnings.add(describe(text));
        }

        /** Path and line, for a message about another place of the same file. */
        String pointer() {
            return path + " (line " + line + ")";
        }

        private String describe(String text) {
            return file + " line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + text;
        }
    }
}
