package io.logferry.export;

/** How an export file is packed. */
public enum Compression {
    NONE,
    GZIP
}
