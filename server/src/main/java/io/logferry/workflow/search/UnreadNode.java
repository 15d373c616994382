package io.logferry.workflow.search;

/**
 * A node whose log is not in an answer.
 *
 * @param reason for the caller: what is wrong and what to do
 */
public record UnreadNode(String nodeName, String reason) {}
