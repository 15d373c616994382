package io.logferry.yaml;

import io.logferry.id.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The fields of one mapping. A field that is asked for is known. Scalars are read as they are written ({@code no} is a text, {@code 0483}
 * keeps its zero); a field without a value is absent.
 */
public final class YamlMapping {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    private final YamlFindings.Place place;
    private final SecretReferences secrets;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Map<String, YamlFindings.Place> places = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private YamlMapping(MappingNode node, YamlFindings.Place place, SecretReferences secrets) {
        this.place = place;
        this.secrets = secrets;
        node.getValue().forEach(this::add);
    }

    /**
     * Turns a mapping into a value, in two steps, so that all problems of a file are found at once. First it asks for every field that the
     * mapping may have; a field that it does not ask for is refused as unknown. It returns how the value is made of the fields. This is
     * called only if the mapping and everything in it have no problem, so that {@link YamlField#get} can't fail there.
     */
    @FunctionalInterface
    public interface Reader<T> {
        Supplier<T> read(YamlMapping mapping);
    }

    /** Reads a node, which must be a mapping, and everything in it. */
    static <T> YamlField<T> read(Node node, YamlFindings.Place place, SecretReferences secrets, Reader<T> reader) {
        if (!(node instanceof MappingNode mappingNode)) {
            return YamlField.invalid(place, "must be a mapping (lines of `field: value`)");
        }
        int before = place.problemsSoFar();
        YamlMapping mapping = new YamlMapping(mappingNode, place, secrets);
        Supplier<T> build = reader.read(mapping);
        mapping.refuseUnknown();
        return place.problemsSoFar() == before ? YamlField.hidden(place, build.get()) : YamlField.invalid(place);
    }

    /** Any text that is not blank. Messages may show it. */
    public YamlField<String> text(String name) {
        return notBlank(scalar(name).shown());
    }

    /** As {@link #text}, but no message shows it: for a text that is not secret itself, but may contain a secret. */
    public YamlField<String> confidentialText(String name) {
        return notBlank(scalar(name));
    }

    private static YamlField<String> notBlank(YamlField<String> text) {
        return text.check(given -> !given.isBlank(), "must not be blank");
    }

    /** A whole number from {@code least} to {@code most}. */
    public YamlField<Integer> number(String name, int least, int most) {
        return text(name)
                .as(
                        text -> INTEGER.matcher(text).matches()
                                ? Optional.of(Integer.parseInt(text)).filter(n -> n >= least && n <= most)
                                : Optional.empty(),
                        "must be a number from " + least + " to " + most);
    }

    public YamlField<Boolean> flag(String name) {
        return text(name)
                .as(
                        text -> switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        },
                        "must be true or false");
    }

    /**
     * The absolute path of a file that can be read now. Its content is watched like the document.
     *
     * @param problem of the content, such as {@code holds no certificate}; empty if there is none
     */
    public YamlField<String> file(String name, Function<byte[], Optional<String>> problem) {
        return scalar(name).then(path -> secrets.file(path, placeOf(name), problem));
    }

    /** A secret: <code>${env:NAME}</code>, <code>${file:/path}</code>, or its plain value, which causes a warning. */
    public YamlField<Secret> secret(String name) {
        return scalar(name).then(text -> {
            if (!SecretReferences.isReference(text)) {
                placeOf(name)
                        .warning(
                                "is in plain text: better write ${env:NAME} or ${file:/path}, and keep the secret there");
            }
            return secrets.resolve(text, placeOf(name));
        });
    }

    /** As {@link #secret}, for a value that may be in the file, but in no message, such as a password's bcrypt hash: no warning. */
    public YamlField<Secret> secretHash(String name) {
        return scalar(name).then(text -> secrets.resolve(text, placeOf(name)));
    }

    public <T> YamlField<T> mapping(String name, Reader<T> reader) {
        Node node = node(name);
        return node == null ? YamlField.absent(placeOf(name)) : read(node, placeOf(name), secrets, reader);
    }

    /** A list of mappings; without a value ({@code projects:}) it is empty. */
    public <T> YamlField<List<T>> mappings(String name, Reader<T> reader) {
        return list(name, (item, at) -> read(item, at, secrets, reader));
    }

    /** A list of texts; without a value it is empty. */
    public YamlField<List<String>> texts(String name) {
        return list(
                name,
                (item, at) -> item instanceof ScalarNode text
                                && !isNull(text)
                                && !text.getValue().isBlank()
                        ? YamlField.hidden(at, text.getValue())
                        : YamlField.invalid(at, "must be a text"));
    }

    private <T> YamlField<List<T>> list(String name, BiFunction<Node, YamlFindings.Place, YamlField<T>> reader) {
        known.add(name);
        return switch (fields.get(name)) {
            case null -> YamlField.absent(placeOf(name));
            case Node empty when isNull(empty) -> YamlField.hidden(placeOf(name), List.of());
            case SequenceNode sequence -> items(sequence, placeOf(name), reader);
            default -> YamlField.invalid(placeOf(name), "must be a list (lines that begin with `- `)");
        };
    }

    private static <T> YamlField<List<T>> items(
            SequenceNode sequence,
            YamlFindings.Place listPlace,
            BiFunction<Node, YamlFindings.Place, YamlField<T>> reader) {
        List<T> values = new ArrayList<>();
        int index = 0;
        for (Node item : sequence.getValue()) {
            if (!listPlace.mayReadMore()) {
                return YamlField.invalid(listPlace);
            }
            reader.apply(item, listPlace.item(index++, line(item))).find().ifPresent(values::add);
        }
        return values.size() == index ? YamlField.hidden(listPlace, List.copyOf(values)) : YamlField.invalid(listPlace);
    }

    private void add(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            place.at(line(tuple.getKeyNode())).problem("the name of a field must be a text");
            return;
        }
        String name = key.getValue();
        YamlFindings.Place at = place.field(name, line(key));
        YamlFindings.Place first = places.putIfAbsent(name, at);
        if (first != null) {
            at.problem("is written twice: it is on line " + first.line() + " already");
        }
        fields.putIfAbsent(name, tuple.getValueNode());
    }

    private void refuseUnknown() {
        places.forEach((name, at) -> {
            if (!known.contains(name)) {
                at.problem("there is no such field; the fields here are " + String.join(", ", known));
            }
        });
    }

    /** The field's node; null if it is absent. */
    private @Nullable Node node(String name) {
        known.add(name);
        Node node = fields.get(name);
        return node == null || isNull(node) ? null : node;
    }

    private YamlField<String> scalar(String name) {
        return switch (node(name)) {
            case null -> YamlField.absent(placeOf(name));
            case ScalarNode tagged
            when hasUnknownTag(tagged) ->
                YamlField.invalid(placeOf(name), "has a tag; a text that begins with ! must stand in quotes");
            case ScalarNode scalar -> YamlField.hidden(placeOf(name), scalar.getValue());
            default -> YamlField.invalid(placeOf(name), "must be a single value, not a list or a mapping");
        };
    }

    private YamlFindings.Place placeOf(String name) {
        YamlFindings.Place written = places.get(name);
        return written != null ? written : place.field(name, place.line());
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** To YAML {@code !x y} is a y of type x, but a person who wrote it as a password meant all of it. */
    private static boolean hasUnknownTag(Node node) {
        return !node.getTag().startsWith(Tag.PREFIX);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
