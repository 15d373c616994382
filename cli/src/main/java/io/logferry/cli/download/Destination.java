package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import io.logferry.cli.rds.ExportFile;
import io.logferry.cli.terminal.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of an export go, as {@code -o} says. */
public sealed interface Destination {
    record Stdout() implements Destination {}

    /** Under the names that the service gave them. */
    record Folder(Path folder) implements Destination {
        Path path(ExportFile file) {
            return folder.resolve(safeName(file.fileName()));
        }

        /** As a person types it, with a blank before it; nothing for the working folder. */
        String option() {
            return folder.toString().isEmpty() ? "" : " -o " + Typed.word(folder + "/");
        }
    }

    /** If there are several nodes, each node's name is inserted before the suffix. */
    record SingleFile(Path file) implements Destination {
        /** @param several whether the export has more than one file */
        Path path(ExportFile of, boolean several) {
            return several ? beside(file, safeName(of.nodeName())) : file;
        }

        String option() {
            return " -o " + Typed.word(file.toString());
        }
    }

    /**
     * @param output {@code -} or {@code /dev/stdout}, a folder, or a file; empty: the working folder
     * @throws Failure {@link ExitCode#USAGE} if nothing can be written there; this is checked before an export starts
     */
    static Destination of(Optional<String> output, Path workingFolder) {
        if (output.isEmpty()) {
            return new Folder(writable(workingFolder));
        }
        String text = output.get();
        if (text.equals("-") || text.equals("/dev/stdout")) {
            return new Stdout();
        }
        Path path = workingFolder.resolve(text);
        if (text.endsWith("/") || Files.isDirectory(path)) {
            return new Folder(writable(path));
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // A device or a pipe: renaming the partial file would replace it, for example /dev/null.
            throw new Failure(
                    ExitCode.USAGE,
                    path + " is a device or a pipe: write -o - > " + Typed.word(text) + ", or name a file");
        }
        Path parent = path.toAbsolutePath().getParent();
        writable(parent == null ? path : parent);
        return new SingleFile(path);
    }

    private static Path writable(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Failure(
                    ExitCode.USAGE, "the folder " + folder + " does not exist: create it, or name another with -o");
        }
        if (!Files.isWritable(folder)) {
            throw new Failure(ExitCode.USAGE, "no permission to write to " + folder + ": name another folder with -o");
        }
        return folder;
    }

    private static Path beside(Path file, String node) {
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf('.', 1);
        int end = dot < 0 ? name.length() : dot;
        return file.resolveSibling(name.substring(0, end) + "_" + node + name.substring(end));
    }

    /** A name from the network never leaves the folder. */
    private static String safeName(String name) {
        if (name.isEmpty()
                || name.startsWith(".")
                || name.contains("/")
                || name.contains("\\")
                || name.indexOf('\0') >= 0) {
            throw new Failure(
                    ExitCode.EXPORT_FAILED, "the service sent an invalid file name '" + name + "'; please report this");
        }
        return name;
    }
}
