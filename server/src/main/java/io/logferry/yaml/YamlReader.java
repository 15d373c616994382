package io.logferry.yaml;

import java.util.function.Supplier;

/**
 * Turns a mapping into a value, in two steps so that all problems of a file are found at once: it first asks for every field that the
 * mapping may have (what it didn't ask for is refused as unknown), and returns how the value is made of them. That is called only
 * where the mapping and all below it are without a problem, so that {@link YamlField#get} can't fail there.
 */
@FunctionalInterface
public interface YamlReader<T> {
    Supplier<T> read(YamlMapping mapping);
}
