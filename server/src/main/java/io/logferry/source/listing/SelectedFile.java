package io.logferry.source.listing;

/**
 * A file that belongs to the log.
 *
 * @param written is the server still writing it?
 */
public record SelectedFile(LogFile file, RotatedName name, boolean written) {}
