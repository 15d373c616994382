package io.logferry.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What came of each kind of fault, as docs/reliability.md shows it. */
final class SoakTable {
    private static final String HEAD = """
            | fault | rounds | workflows | FINISH | FAILED, rightly | FAILED | lost | doubled | torn | left over | longest recovery |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** One kind of fault. */
    static final class Row {
        private final Set<String> workflows = new HashSet<>();
        private final Set<String> keys = new HashSet<>();
        private final List<String> complaints = new ArrayList<>();
        private int rounds;
        private int finished;
        private int rightlyFailed;
        private int failed;
        private int lost;
        private int doubled;
        private int torn;
        private int leftOver;
        private Duration longest = Duration.ZERO;

        void begin() {
            rounds++;
        }

        void begun(String workflow) {
            workflows.add(workflow);
        }

        void finished() {
            finished++;
        }

        /** Because of a fault that is no passing one, and its task says so. */
        void rightlyFailed() {
            rightlyFailed++;
        }

        void failed(String workflow, String reason) {
            failed++;
            complaints.add("FAILED: workflow " + workflow + ": " + reason);
        }

        void died(String replica) {
            complaints.add("DIED: " + replica);
        }

        void stored(String key) {
            keys.add(key);
        }

        void verdict(SoakLog.Verdict verdict, String key) {
            switch (verdict) {
                case EXACT -> {}
                case LOST -> lost++;
                case DOUBLED -> doubled++;
                case TORN -> torn++;
            }
            if (verdict != SoakLog.Verdict.EXACT) {
                complaints.add(verdict + ": " + key);
            }
        }

        void recovered(Duration took) {
            longest = took.compareTo(longest) > 0 ? took : longest;
        }

        private void leftOver(String key) {
            leftOver++;
            complaints.add("LEFT OVER: " + key);
        }

        private String line(String name) {
            return "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f s |%n"
                    .formatted(
                            name,
                            rounds,
                            workflows.size(),
                            finished,
                            rightlyFailed,
                            failed,
                            lost,
                            doubled,
                            torn,
                            leftOver,
                            longest.toMillis() / 1000.0);
        }
    }

    Row row(String fault) {
        return rows.computeIfAbsent(fault, name -> new Row());
    }

    /** The keys of all files that links were given for. */
    Set<String> stored() {
        Set<String> all = new HashSet<>();
        rows.values().forEach(row -> all.addAll(row.keys));
        return all;
    }

    /** @param key of a file, or of something else in the store, that no link is for */
    void leftOver(String key) {
        rows.values().stream()
                .filter(row -> row.workflows.stream().anyMatch(key::contains))
                .findFirst()
                .orElseGet(() -> row("unknown"))
                .leftOver(key);
    }

    List<String> complaints() {
        List<String> all = new ArrayList<>();
        rows.forEach((name, row) -> row.complaints.forEach(one -> all.add(name + ": " + one)));
        return all;
    }

    /** The table as docs/reliability.md has it, and below it whatever was wrong. */
    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        rows.forEach((name, row) -> text.append(row.line(name)));
        complaints().forEach(complaint -> text.append("%n- %s".formatted(complaint)));
        return text.toString();
    }
}
