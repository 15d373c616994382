package io.logferry.bench;

/**
 * One line of the report, in words.
 *
 * @param baseline what the value is compared with
 * @param target empty where there is none
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

    /** The same, where the target isn't meant for what was measured. */
    Figure unjudged() {
        return new Figure(name, value, baseline, ratio, target, Verdict.NOT_JUDGED);
    }

    static Verdict verdict(boolean met) {
        return met ? Verdict.MET : Verdict.MISSED;
    }
}
