package io.logferry.workflow.search;

import io.logferry.record.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * Which records of an instance's log are wanted.
 *
 * @param start inclusive
 * @param end exclusive
 * @param level exactly that severity; empty: all
 */
public record ErrorLogQuery(Instant start, Instant end, Optional<Severity> level) {}
