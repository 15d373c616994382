package io.logferry.cli.login;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML with its aliases and merge keys. Every plain value is used as text: the password 0123 stays as it is. */
final class YamlFile {
    private YamlFile() {}

    /** @throws Failure {@link ExitCode#USAGE}, which does not quote the file, because it may contain a password */
    static Map<?, ?> read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            Object document = yaml().load(bytes);
            return document instanceof Map<?, ?> map ? map : Map.of();
        } catch (MarkedYAMLException wrong) {
            var mark = wrong.getProblemMark();
            throw new Failure(
                    ExitCode.USAGE,
                    file + " is not valid YAML" + (mark == null ? "" : ", line " + (mark.getLine() + 1))
                            + ": correct it; put a value that contains * & : # or a quote into quotes");
        } catch (YAMLException wrong) {
            throw new Failure(ExitCode.USAGE, file + " is not valid YAML in UTF-8: correct it");
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.USAGE, "can't read " + file + ": check its permissions", unreadable);
        }
    }

    /** A value as text; empty if there is none. */
    static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        DumperOptions dumping = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumping), dumping, options, new PlainTexts());
    }

    private static final class PlainTexts extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL|"), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
        }
    }
}
