package io.logferry.yaml;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The result of reading a YAML file once.
 *
 * @param warnings what should be changed, each with file, line and field; none contains a secret
 */
public record YamlDocument<T>(T value, List<String> warnings) {
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    public YamlDocument {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a file of at most 16 MiB in UTF-8.
     *
     * @param environment what <code>${env:NAME}</code> refers to
     * @throws InvalidFileException with every problem of the file
     */
    public static <T> YamlDocument<T> read(Path file, YamlMapping.Reader<T> reader, Map<String, String> environment)
            throws InvalidFileException {
        return read(file, reader, environment, new RememberedFiles());
    }

    /** Notes in {@code files} what was read, also if it throws. */
    static <T> YamlDocument<T> read(
            Path file, YamlMapping.Reader<T> reader, Map<String, String> environment, RememberedFiles files)
            throws InvalidFileException {
        YamlFindings findings = new YamlFindings(file);
        SecretReferences secrets = new SecretReferences(environment, files);
        try {
            return YamlSyntax.compose(files.read(file, MOST_BYTES), findings)
                    .flatMap(root -> YamlMapping.read(root, findings.root(), secrets, reader)
                            .find())
                    .map(value -> new YamlDocument<>(value, findings.warnings()))
                    .orElseThrow(findings::invalid);
        } catch (IOException unreadable) {
            findings.problem("can't be read: " + RememberedFiles.reason(unreadable));
            throw findings.invalid();
        }
    }
}
