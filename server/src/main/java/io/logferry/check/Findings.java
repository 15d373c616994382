package io.logferry.check;

import io.logferry.check.NodeInspection.Aspect;
import io.logferry.check.NodeInspection.Finding;
import io.logferry.check.NodeInspection.Verdict;
import io.logferry.source.LogSourceException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is found of a node while it is inspected; what was found first of an aspect stays. */
final class Findings {
    private final Map<Aspect, Finding> findings = new EnumMap<>(Aspect.class);

    void good(Aspect aspect, String text) {
        add(aspect, Verdict.GOOD, text, List.of());
    }

    void bad(Aspect aspect, String text, List<String> commands) {
        add(aspect, Verdict.BAD, text, commands);
    }

    void bad(Aspect aspect, LogSourceException failure) {
        bad(aspect, failure.lead(), failure.commands());
    }

    void unknown(Aspect aspect, String text) {
        add(aspect, Verdict.UNKNOWN, text, List.of());
    }

    private void add(Aspect aspect, Verdict verdict, String text, List<String> commands) {
        findings.putIfAbsent(aspect, new Finding(aspect, verdict, text, commands));
    }

    NodeInspection inspection() {
        Arrays.stream(Aspect.values()).forEach(aspect -> unknown(aspect, "not checked"));
        return new NodeInspection(List.copyOf(findings.values()));
    }
}
