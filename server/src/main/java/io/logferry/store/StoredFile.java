package io.logferry.store;

/**
 * A file that is in the store.
 *
 * @param size in bytes
 * @param sha256 of its content, 64 lower-case hex digits
 */
public record StoredFile(long size, String sha256) {}
