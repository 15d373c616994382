package io.logferry.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found while one file was read: problems, which make it unusable, and warnings. */
final class YamlFindings {
    private final Path file;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    YamlFindings(Path file) {
        this.file = file;
    }

    Place root() {
        return new Place("", 1);
    }

    List<String> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }

    void problem(String text) {
        problems.add(file + ": " + text);
    }

    void problem(int line, String text) {
        problems.add(file + " line " + line + ": " + text);
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
            return problems.size();
        }

        void problem(String text) {
            problems.add(describe(text));
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
