/** Reading each node's log over SQL or from a folder, as the inventory says: combines the other rooms of source. */
@NullMarked
package io.logferry.source.node;

import org.jspecify.annotations.NullMarked;
