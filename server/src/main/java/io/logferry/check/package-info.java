/** The operator's look at all nodes before the service starts: what isn't right, and what to do about it. */
@NullMarked
package io.logferry.check;

import org.jspecify.annotations.NullMarked;
