/** A node's PostgreSQL: the connection to it, what its errors mean, and what it reports about itself. */
@NullMarked
package io.logferry.source.sql.server;

import org.jspecify.annotations.NullMarked;
