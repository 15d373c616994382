/** The making of one instance's log files: its state, kept in PostgreSQL. */
@NullMarked
package io.logferry.export;

import org.jspecify.annotations.NullMarked;
