/** A node's log files over SQL: by which functions the login may read them, and how their bytes come. */
@NullMarked
package io.logferry.source.sql;

import org.jspecify.annotations.NullMarked;
