package io.logferry.cli.rds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Items of one or more answers.
 *
 * @param raw the answer as the service sent it; for several pages the first, with the items of all
 */
public record Answers<T>(List<T> items, JsonNode raw) {}
