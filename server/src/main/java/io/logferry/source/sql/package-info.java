/** A node's log files over SQL: which functions the login may call, and how the bytes are read. */
@NullMarked
package io.logferry.source.sql;

import org.jspecify.annotations.NullMarked;
