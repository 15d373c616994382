/** Each node's log from where the inventory says that it is: puts the rooms of source together. */
@NullMarked
package io.logferry.source.node;

import org.jspecify.annotations.NullMarked;
