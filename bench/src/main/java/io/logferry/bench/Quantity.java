package io.logferry.bench;

import java.util.Locale;

/** Numbers for people, with about three digits. */
final class Quantity {
    private static final String[] BYTES = {"bytes", "KiB", "MiB", "GiB"};
    private static final double STEP = 1024;

    private Quantity() {}

    static String bytes(double bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= STEP && unit < BYTES.length - 1) {
            amount /= STEP;
            unit++;
        }
        return number(amount) + " " + BYTES[unit];
    }

    static String seconds(double seconds) {
        return seconds < 1 ? number(seconds * 1000) + " ms" : number(seconds) + " s";
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static String number(double amount) {
        if (amount >= 100 || amount == Math.rint(amount)) {
            return String.format(Locale.ROOT, "%.0f", amount);
        }
        return String.format(Locale.ROOT, amount >= 10 ? "%.1f" : "%.2f", amount);
    }
}
