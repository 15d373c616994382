package io.logferry.workflow;

import java.util.OptionalLong;

/**
 * @param maxSize an export that reads more bytes than this fails at once; empty: no limit
 */
public record ExportLimits(OptionalLong maxSize) {}
