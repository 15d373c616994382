/** Whether a node's log can be read, and what to do if it can't. */
@NullMarked
package io.logferry.health;

import org.jspecify.annotations.NullMarked;
