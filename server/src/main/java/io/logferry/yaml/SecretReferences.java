package io.logferry.yaml;

import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the files that a YAML file names, and resolves its secrets: <code>${env:NAME}</code> or <code>${file:/path}</code>. */
final class SecretReferences {
    private static final int MOST_BYTES_OF_SECRET = 64 * 1024;
    /** All authorities that an operating system trusts take a quarter of it. */
    private static final int MOST_BYTES_OF_FILE = 1 << 20;

    private final Map<String, String> environment;
    private final RememberedFiles files;

    SecretReferences(Map<String, String> environment, RememberedFiles files) {
        this.environment = environment;
        this.files = files;
    }

    static boolean isReference(String text) {
        return text.startsWith("${") && text.endsWith("}");
    }

    YamlField<Secret> resolve(String text, YamlFindings.Place place) {
        if (!isReference(text)) {
            return text.isEmpty()
                    ? YamlField.invalid(place, "must not be empty")
                    : YamlField.hidden(place, new Secret(text));
        }
        String reference = text.substring(2, text.length() - 1);
        if (reference.startsWith("env:")) {
            return fromEnvironment(reference.substring(4), place);
        }
        if (reference.startsWith("file:")) {
            return fromFile(reference.substring(5), place);
        }
        return YamlField.invalid(place, "is no reference that is known here: write ${env:NAME} or ${file:/path}");
    }

    private YamlField<Secret> fromEnvironment(String name, YamlFindings.Place place) {
        String value = environment.get(name);
        return value == null || value.isEmpty()
                ? YamlField.invalid(
                        place, "the environment variable " + YamlFindings.shorten(name) + " is not set or empty")
                : YamlField.hidden(place, new Secret(value));
    }

    private YamlField<Secret> fromFile(String name, YamlFindings.Place place) {
        return content(name, MOST_BYTES_OF_SECRET, "the file of a secret must be an absolute path", place)
                .then(bytes -> {
                    String value = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
                    return value.isEmpty()
                            ? YamlField.invalid(place, "the file " + YamlFindings.shorten(name) + " is empty")
                            : YamlField.hidden(place, new Secret(value));
                });
    }

    /** The path of a file whose content is not secret, or is not kept. */
    YamlField<String> file(String name, YamlFindings.Place place, Function<byte[], Optional<String>> problem) {
        return content(name, MOST_BYTES_OF_FILE, "must be an absolute path", place)
                .then(bytes -> problem.apply(bytes)
                        .map(found -> YamlField.<String>invalid(
                                place, "the file " + YamlFindings.shorten(name) + " " + found))
                        .orElseGet(() -> YamlField.hidden(place, name).shown()));
    }

    private YamlField<byte[]> content(String name, int most, String mustBeAbsolute, YamlFindings.Place place) {
        try {
            Path path = Path.of(name);
            return path.isAbsolute()
                    ? YamlField.hidden(place, files.read(path, most))
                    : YamlField.invalid(place, mustBeAbsolute + ", but is " + YamlFindings.quoted(name));
        } catch (IOException unreadable) {
            return YamlField.invalid(
                    place,
                    "the file " + YamlFindings.shorten(name) + " can't be read: " + RememberedFiles.reason(unreadable));
        } catch (InvalidPathException malformed) {
            return YamlField.invalid(place, YamlFindings.quoted(name) + " is no path");
        }
    }
}
