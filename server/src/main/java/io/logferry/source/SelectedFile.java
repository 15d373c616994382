package io.logferry.source;

/**
 * A file that belongs to the log.
 *
 * @param written is the server still writing it?
 */
record SelectedFile(LogFile file, RotatedName name, boolean written) {}
