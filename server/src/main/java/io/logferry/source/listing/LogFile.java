package io.logferry.source.listing;

import java.time.Instant;

/**
 * A file as a listing of its folder shows it.
 *
 * @param name without its folder
 * @param size in bytes
 * @param modified in whole seconds where SQL says it, finer where a file system does
 */
public record LogFile(String name, long size, Instant modified) {}
