package io.logferry.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One field of a mapping: it has a value, is absent, or is invalid (a problem was reported). Checks skip a field that is absent or invalid,
 * so each mistake is reported once.
 */
public final class YamlField<T> {
    private final YamlFindings.Place place;
    /** The value as messages may show it; empty for a value that no message shows. */
    private final Optional<String> shown;

    private final boolean invalid;
    private final @Nullable T value;

    private YamlField(YamlFindings.Place place, Optional<String> shown, boolean invalid, @Nullable T value) {
        this.place = place;
        this.shown = shown;
        this.invalid = invalid;
        this.value = value;
    }

    /** A value that no message shows. */
    static <T> YamlField<T> hidden(YamlFindings.Place place, T value) {
        return new YamlField<>(place, Optional.empty(), false, value);
    }

    /** The same with a value that messages may show. */
    YamlField<T> shown() {
        return new YamlField<>(place, find().map(String::valueOf), invalid, value);
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

    /** The value; empty if the field is absent or invalid. */
    public Optional<T> find() {
        return Optional.ofNullable(value);
    }

    /** Is the field not written at all (or written without a value)? */
    public boolean isAbsent() {
        return value == null && !invalid;
    }

    /** Reports a problem if the field is absent. */
    public YamlField<T> required() {
        return isAbsent() ? invalid(place, "is missing") : this;
    }

    /** As {@link #required()}, with the reason: {@code is missing: the log is read through SQL}. */
    public YamlField<T> requiredBecause(String why) {
        return isAbsent() ? invalid(place, "is missing: " + why) : this;
    }

    /** The default for an absent field. */
    public YamlField<T> orElse(T other) {
        return isAbsent() ? hidden(place, other) : this;
    }

    /** Reports a problem if the value breaks the rule, such as {@code must be an absolute path}. */
    public YamlField<T> check(Predicate<? super T> rule, String must) {
        return value == null || rule.test(value) ? this : invalid(place, must + butIs());
    }

    /** The value in another form; reports a problem if {@code parse} returns none. */
    public <R> YamlField<R> as(Function<? super T, Optional<R>> parse, String must) {
        return then(given -> {
            Optional<R> parsed = parse.apply(given);
            return parsed.isPresent()
                    ? new YamlField<>(place, shown, false, parsed.get())
                    : invalid(place, must + butIs());
        });
    }

    <R> YamlField<R> then(Function<? super T, YamlField<R>> step) {
        return value == null ? new YamlField<>(place, shown, invalid, null) : step.apply(value);
    }

    /**
     * Reports a problem if another field has the same value.
     *
     * @param taken the values so far, and where each is
     */
    public YamlField<T> unique(Map<? super T, String> taken) {
        find().ifPresent(given -> unique(taken, given));
        return this;
    }

    /** As {@link #unique(Map)}, for a key that this field is a part of, such as a name within a domain. */
    public <K> void unique(Map<K, String> taken, K key) {
        String holder = taken.putIfAbsent(key, place.pointer());
        if (holder != null) {
            place.problem("must be unique, but is the same as " + holder);
        }
    }

    /** Reports something that no single check can see. */
    public void problem(String text) {
        place.problem(text);
    }

    private String butIs() {
        return shown.map(text -> ", but is " + YamlFindings.quoted(text)).orElse("");
    }
}
