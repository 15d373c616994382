package io.logferry.yaml;

import static java.util.Map.entry;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * The syntax of YAML. Translates the parser's messages, because they quote the file and so may contain a password.
 */
final class YamlSyntax {
    private static final int MOST_NESTING = 20;
    private static final int MOST_ALIASES = 1000;

    /** The parser's time grows with the square of a line's length. */
    private static final int MOST_OF_LINE = 128 * 1024;

    /** The parser needs some hundred bytes for each; an inventory has 35 for each node. */
    private static final int MOST_VALUES = 500_000;

    private static final Pattern WHAT_WAS_FOUND = Pattern.compile(",? but (found|got)\\b.*", Pattern.DOTALL);

    /** By the beginning of the parser's message; the first match counts. */
    private static final List<Map.Entry<String, String>> EXPLANATIONS = List.of(
            entry("but found another document", "a second document begins here, but only one is read"),
            entry(
                    "found undefined alias",
                    "an alias without its anchor; a text that begins with * must stand in quotes"),
            entry("found undefined tag", "an unknown tag; a text that begins with ! must stand in quotes"),
            entry("found character '\\t", "a tab; indent with blanks"),
            entry("found character", "a text can't begin with this character unless it stands in quotes"),
            entry(
                    "found unexpected end of stream",
                    "the file ends within a text in quotes: one of the quotes isn't closed"),
            entry(
                    "found unknown escape",
                    "an unknown escape after \\ in double quotes; single quotes take a \\ as it is"),
            entry(
                    "mapping values are not allowed",
                    "a text with a colon and a blank in it must stand in quotes; or else the indentation is wrong"),
            entry(
                    "expected ',' or",
                    "a comma or the closing bracket is missing; a text with { } [ ] or , in it must stand in quotes here"),
            entry(
                    "expected <block end>",
                    "this line doesn't fit the lines above: look at its indentation, and for a missing quote or colon"));

    private YamlSyntax() {}

    /** The file's one document; empty if there is none or its syntax is broken, which is reported. */
    static Optional<Node> compose(byte[] content, YamlFindings findings) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return compose(text.startsWith("\uFEFF") ? text.substring(1) : text, findings);
        } catch (CharacterCodingException notUtf8) {
            findings.problem("is not UTF-8 text");
            return Optional.empty();
        }
    }

    private static Optional<Node> compose(String text, YamlFindings findings) {
        if (hasTooLongLine(text, findings)) {
            return Optional.empty();
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MOST_NESTING);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setCodePointLimit(Integer.MAX_VALUE); // the file's size is limited where it is read
        try {
            if (hasTooMuch(new Yaml(limits).parse(new StringReader(text)), findings)) {
                return Optional.empty();
            }
            Node node = new Yaml(limits).compose(new StringReader(text));
            if (node == null) {
                findings.problem("is empty");
            }
            return Optional.ofNullable(node);
        } catch (MarkedYAMLException broken) {
            findings.problem(line(broken), explain(String.valueOf(broken.getProblem())));
        } catch (ReaderException unprintable) {
            findings.problem(lineOf(unprintable.getPosition(), text), "holds a character that YAML doesn't allow");
        } catch (YAMLException limit) {
            findings.problem("has more than " + MOST_NESTING + " levels or more than " + MOST_ALIASES + " aliases");
        }
        return Optional.empty();
    }

    private static boolean hasTooLongLine(String text, YamlFindings findings) {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.length() > MOST_OF_LINE) {
                findings.problem(number, "is longer than " + MOST_OF_LINE + " characters: break it into several lines");
                return true;
            }
        }
        return false;
    }

    /** Checks the number of values before the parser builds nodes. */
    private static boolean hasTooMuch(Iterable<Event> events, YamlFindings findings) {
        int number = 0;
        int depth = 0;
        for (Event event : events) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MOST_NESTING) {
                throw new YAMLException("too deep");
            }
            if (++number > MOST_VALUES) {
                findings.problem(
                        event.getStartMark().getLine() + 1,
                        "is too far: up to here are " + MOST_VALUES + " values already");
                return true;
            }
        }
        return false;
    }

    private static int line(MarkedYAMLException broken) {
        Mark mark = broken.getProblemMark() != null ? broken.getProblemMark() : broken.getContextMark();
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private static int lineOf(int codePoints, String text) {
        return 1
                + (int) text.codePoints()
                        .limit(codePoints)
                        .filter(c -> c == '\n')
                        .count();
    }

    private static String explain(String problem) {
        return EXPLANATIONS.stream()
                .filter(explanation -> problem.startsWith(explanation.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> WHAT_WAS_FOUND.matcher(problem).replaceFirst(""));
    }
}
