package io.logferry.yaml;

import io.logferry.id.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Resolves secrets that a file names by reference: <code>${env:NAME}</code> or <code>${file:/path}</code>. */
final class SecretReferences {
    private static final int MOST_BYTES = 64 * 1024;
    /** All authorities that a system trusts are a quarter of it. */
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
        String value = text;
        if (isReference(text)) {
            String inner = text.substring(2, text.length() - 1);
            if (inner.startsWith("env:")) {
                return fromEnvironment(inner.substring(4), place);
            }
            if (inner.startsWith("file:")) {
                return fromFile(inner.substring(5), place);
            }
            return fail(place, "is no reference that is known here: write ${env:NAME} or ${file:/path}");
        }
        return value.isEmpty() ? fail(place, "must not be empty") : YamlField.hidden(place, new Secret(value));
    }

    private YamlField<Secret> fromEnvironment(String name, YamlFindings.Place place) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            return fail(place, "the environment variable " + Quoted.shorten(name) + " is not set or empty");
        }
        return YamlField.hidden(place, new Secret(value));
    }

    private YamlField<Secret> fromFile(String name, YamlFindings.Place place) {
        String shown = Quoted.shorten(name);
        try {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                return fail(place, "the file of a secret must be an absolute path, but is " + Quoted.of(name));
            }
            String value = withoutNewline(new String(files.read(path, MOST_BYTES), StandardCharsets.UTF_8));
            return value.isEmpty()
                    ? fail(place, "the file " + shown + " is empty")
                    : YamlField.hidden(place, new Secret(value));
        } catch (IOException unreadable) {
            return fail(place, "the file " + shown + " can't be read: " + RememberedFiles.reason(unreadable));
        } catch (InvalidPathException noPath) {
            return fail(place, Quoted.of(name) + " is no path");
        }
    }

    /** A file that isn't secret by itself, or isn't kept. */
    YamlField<String> file(String name, YamlFindings.Place place, Function<byte[], Optional<String>> problem) {
        String shown = Quoted.shorten(name);
        try {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                return YamlField.<String>invalid(place, "must be an absolute path, but is " + Quoted.of(name));
            }
            Optional<String> found = problem.apply(files.read(path, MOST_BYTES_OF_FILE));
            return found.isPresent()
                    ? YamlField.invalid(place, "the file " + shown + " " + found.get())
                    : YamlField.shown(place, name, name);
        } catch (IOException unreadable) {
            return YamlField.invalid(
                    place, "the file " + shown + " can't be read: " + RememberedFiles.reason(unreadable));
        } catch (InvalidPathException noPath) {
            return YamlField.invalid(place, Quoted.of(name) + " is no path");
        }
    }

    private static String withoutNewline(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static YamlField<Secret> fail(YamlFindings.Place place, String text) {
        return YamlField.invalid(place, text);
    }
}
