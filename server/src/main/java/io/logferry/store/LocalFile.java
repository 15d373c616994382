package io.logferry.store;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An export file of the local store, as it was when it was looked up.
 *
 * @param path absolute, without symbolic links
 * @param size in bytes
 * @param version the same as long as the file is: made of size, modification and inode
 */
public record LocalFile(Path path, long size, Instant modified, String version) {}
