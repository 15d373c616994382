package io.logferry.yaml;

import io.logferry.id.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * The fields of one mapping. Asking for a field makes it known. Scalars are taken as they are written ({@code no} is a text,
 * {@code 0483} keeps its zero); a field without a value is absent.
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

    /** Reads a node that must be a mapping, and all below it. */
    static <T> YamlField<T> read(Node node, YamlFindings.Place place, SecretReferences secrets, YamlReader<T> reader) {
        if (!(node instanceof MappingNode mappingNode)) {
            place.problem("must be a mapping (lines of `field: value`)");
            return YamlField.invalid(place);
        }
        int before = place.problemsSoFar();
        YamlMapping mapping = new YamlMapping(mappingNode, place, secrets);
        Supplier<T> build = reader.read(mapping);
        mapping.refuseUnknown();
        return place.problemsSoFar() == before ? YamlField.hidden(place, build.get()) : YamlField.invalid(place);
    }

    /** Any text but an empty one. Messages may show it. */
    public YamlField<String> text(String name) {
        ScalarNode scalar = scalar(name);
        return scalar == null
                ? none(name)
                : YamlField.shown(placeOf(name), scalar.getValue(), scalar.getValue())
                        .check(text -> !text.isBlank(), "must not be blank");
    }

    /** As {@link #text}, but no message shows it: for a text that isn't secret by itself, but might hold a part that is. */
    public YamlField<String> confidentialText(String name) {
        ScalarNode scalar = scalar(name);
        return scalar == null
                ? none(name)
                : YamlField.hidden(placeOf(name), scalar.getValue())
                        .check(text -> !text.isBlank(), "must not be blank");
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
     * The absolute path of a file that can be read now; what is in it is watched as the document is.
     *
     * @param problem of what is in the file, such as {@code holds no certificate}; empty where there is none
     */
    public YamlField<String> file(String name, Function<byte[], Optional<String>> problem) {
        ScalarNode scalar = scalar(name);
        return scalar == null ? none(name) : secrets.file(scalar.getValue(), placeOf(name), problem);
    }

    /** A secret: <code>${env:NAME}</code>, <code>${file:/path}</code>, or its plain value, about which a warning is given. */
    public YamlField<Secret> secret(String name) {
        ScalarNode scalar = scalar(name);
        if (scalar != null && !SecretReferences.isReference(scalar.getValue())) {
            placeOf(name)
                    .warning(
                            "is written in plain: better write ${env:NAME} or ${file:/path}, and keep the secret there");
        }
        return secretHash(name);
    }

    /** As {@link #secret}, for what may stand in a file as it is but in no message, such as a password's bcrypt hash: no warning. */
    public YamlField<Secret> secretHash(String name) {
        ScalarNode scalar = scalar(name);
        return scalar == null ? none(name) : secrets.resolve(scalar.getValue(), placeOf(name));
    }

    /** One mapping. */
    public <T> YamlField<T> mapping(String name, YamlReader<T> reader) {
        Node node = node(name);
        return node == null ? none(name) : read(node, placeOf(name), secrets, reader);
    }

    /** A list of mappings; without a value ({@code projects:}) it is empty. */
    public <T> YamlField<List<T>> mappings(String name, YamlReader<T> reader) {
        return list(name, (item, itemPlace) -> read(item, itemPlace, secrets, reader));
    }

    /** A list of texts; without a value it is empty. */
    public YamlField<List<String>> texts(String name) {
        return list(name, (item, itemPlace) -> {
            if (item instanceof ScalarNode scalar
                    && !isNull(item)
                    && !scalar.getValue().isBlank()) {
                return YamlField.shown(itemPlace, scalar.getValue(), scalar.getValue());
            }
            itemPlace.problem("must be a text");
            return YamlField.invalid(itemPlace);
        });
    }

    private interface ItemReader<T> {
        YamlField<T> read(Node item, YamlFindings.Place itemPlace);
    }

    private <T> YamlField<List<T>> list(String name, ItemReader<T> reader) {
        known.add(name);
        Node node = fields.get(name);
        if (node == null) {
            return YamlField.absent(placeOf(name));
        }
        if (isNull(node)) {
            return YamlField.hidden(placeOf(name), List.of());
        }
        if (!(node instanceof SequenceNode sequence)) {
            return fail(name, "must be a list (lines that begin with `- `)");
        }
        List<T> values = new ArrayList<>();
        int index = 0;
        for (Node item : sequence.getValue()) {
            if (!placeOf(name).mayReadMore()) {
                return YamlField.invalid(placeOf(name));
            }
            reader.read(item, placeOf(name).item(index++, line(item))).find().ifPresent(values::add);
        }
        return values.size() == index
                ? YamlField.hidden(placeOf(name), List.copyOf(values))
                : YamlField.invalid(placeOf(name));
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

    /** The field's node; null where it is absent. */
    private @Nullable Node node(String name) {
        known.add(name);
        Node node = fields.get(name);
        return node == null || isNull(node) ? null : node;
    }

    /** The field's scalar; null where it is absent or something else. */
    private @Nullable ScalarNode scalar(String name) {
        return node(name) instanceof ScalarNode scalar && !hasUnknownTag(scalar) ? scalar : null;
    }

    /** For a field without a scalar: absent, or a problem where something else stands in its place. */
    private <T> YamlField<T> none(String name) {
        return switch (node(name)) {
            case null -> YamlField.absent(placeOf(name));
            case ScalarNode tagged -> fail(name, "has a tag; a text that begins with ! must stand in quotes");
            default -> fail(name, "must be a single value, not a list or a mapping");
        };
    }

    private <T> YamlField<T> fail(String name, String text) {
        placeOf(name).problem(text);
        return YamlField.invalid(placeOf(name));
    }

    private YamlFindings.Place placeOf(String name) {
        YamlFindings.Place written = places.get(name);
        return written != null ? written : place.field(name, place.line());
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    /** {@code !x y} is a y of some kind x, but a person who wrote it as a password meant all of it. */
    private static boolean hasUnknownTag(Node node) {
        return !node.getTag().startsWith(Tag.PREFIX);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
