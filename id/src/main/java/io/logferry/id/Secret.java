package io.logferry.id;

/** A secret text. It never shows in a log, an answer or an exception: {@code toString} hides it. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
