/** Reads recent log records, once or continuously. */
@NullMarked
package io.logferry.cli.errorlog;

import org.jspecify.annotations.NullMarked;
