package io.logferry.bench;

/**
 * A line of the report.
 *
 * @param baseline what the value is compared with
 * @param target empty if there is no target
 */
record Figure(String name, String value, String baseline, String ratio, String target, Verdict verdict) {
    enum Verdict {
        MET("yes"),
        MISSED("NO"),
        NOT_JUDGED("");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** The same line without a target, because the target is for other sizes. */
    Figure unjudged() {
        return new Figure(name, value, baseline, ratio, target, Verdict.NOT_JUDGED);
    }

    static Verdict verdict(boolean met) {
        return met ? Verdict.MET : Verdict.MISSED;
    }
}
