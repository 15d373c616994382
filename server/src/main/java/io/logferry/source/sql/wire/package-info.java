/** The sockets that connections to nodes use: what a node answers is bounded before the driver makes room for it. */
@NullMarked
package io.logferry.source.sql.wire;

import org.jspecify.annotations.NullMarked;
