/** The sockets of connections to nodes: they limit what a node may answer before the driver allocates memory for it. */
@NullMarked
package io.logferry.source.sql.wire;

import org.jspecify.annotations.NullMarked;
