package io.logferry.id;

/** A secret text. {@code toString} hides it, so that no log, answer or exception shows it. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
