/** Recent records, once or followed. */
@NullMarked
package io.logferry.cli.errorlog;

import org.jspecify.annotations.NullMarked;
