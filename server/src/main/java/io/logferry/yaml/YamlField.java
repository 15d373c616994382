package io.logferry.yaml;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One field of a mapping: it has a value, is absent, or is invalid (a problem was reported). Checks pass over a field that is absent or
 * invalid, so each mistake is reported once.
 */
public final class YamlField<T> {
    private final YamlFindings.Place place;
    private final Optional<String> shown;
    private final boolean invalid;
    private final @Nullable T value;

    private YamlField(YamlFindings.Place place, Optional<String> shown, boolean invalid, @Nullable T value) {
        this.place = place;
        this.shown = shown;
        this.invalid = invalid;
        this.value = value;
    }

    /** A value whose text may stand in messages. */
    static <T> YamlField<T> shown(YamlFindings.Place place, T value, String text) {
        return new YamlField<>(place, Optional.of(text), false, value);
    }

    /** A value that no message shows. */
    static <T> YamlField<T> hidden(YamlFindings.Place place, T value) {
        return new YamlField<>(place, Optional.empty(), false, value);
    }

    static <T> YamlField<T> absent(YamlFindings.Place place) {
        return new YamlField<>(place, Optional.empty(), false, null);
    }

    /** For a field about which a problem has been reported. */
    static <T> YamlField<T> invalid(YamlFindings.Place place) {
        return new YamlField<>(place, Optional.empty(), true, null);
    }

    /** Reports the problem. */
    static <T> YamlField<T> invalid(YamlFindings.Place place, String problem) {
        place.problem(problem);
        return invalid(place);
    }

    /** The value of a field that is required or has a default. */
    public T get() {
        if (value == null) {
            throw new IllegalStateException(place.pointer() + " has no value: make it required, or use find()");
        }
        return value;
    }

    /** The value; empty where the field is absent or invalid. */
    public Optional<T> find() {
        return Optional.ofNullable(value);
    }

    /** Is the field not written at all (or written without a value)? */
    public boolean isAbsent() {
        return value == null && !invalid;
    }

    /** Reports a problem where the field is absent. */
    public YamlField<T> required() {
        return isAbsent() ? fail("is missing") : this;
    }

    /** As {@link #required()}, saying why it is needed: {@code is missing: it is needed where …}. */
    public YamlField<T> requiredBecause(String why) {
        return isAbsent() ? fail("is missing: " + why) : this;
    }

    /** The default for an absent field. */
    public YamlField<T> orElse(T other) {
        return isAbsent() ? new YamlField<>(place, Optional.empty(), false, other) : this;
    }

    /** Reports a problem where the value doesn't keep the rule, such as {@code must be an absolute path}. */
    public YamlField<T> check(Predicate<? super T> rule, String must) {
        return value == null || rule.test(value) ? this : fail(must + butIs());
    }

    /** The value in another form; a problem where {@code parse} finds none. */
    public <R> YamlField<R> as(Function<? super T, Optional<R>> parse, String must) {
        if (value == null) {
            return new YamlField<>(place, shown, invalid, null);
        }
        Optional<R> parsed = parse.apply(value);
        return parsed.isPresent() ? new YamlField<>(place, shown, false, parsed.get()) : fail(must + butIs());
    }

    /** Reports something that no single check can see. */
    public void problem(String text) {
        place.problem(text);
    }

    String pointer() {
        return place.pointer();
    }

    private String butIs() {
        return shown.map(text -> ", but is " + Quoted.of(text)).orElse("");
    }

    private <R> YamlField<R> fail(String text) {
        place.problem(text);
        return invalid(place);
    }
}
