/** A node's PostgreSQL: the connection to it, its faults in our words, and what it says about itself. */
@NullMarked
package io.logferry.source.sql.server;

import org.jspecify.annotations.NullMarked;
