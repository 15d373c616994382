package io.logferry.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
public final class Quantity {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Quantity() {}

    /** Three digits and a decimal unit (1 kB = 1000 B): {@code 999 B}, {@code 1.23 MB}, {@code 104 GB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (unit < UNITS.length - 1 && (unit == 0 ? value >= 1000 : value >= 999.5)) {
            value /= 1000;
            unit++;
        }
        String number = unit == 0
                ? Long.toString(bytes)
                : String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
        return number + " " + UNITS[unit];
    }

    /** {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    public static String count(long number, String singular, String plural) {
        return number + " " + (number == 1 ? singular : plural);
    }
}
