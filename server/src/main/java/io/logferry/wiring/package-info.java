/** Configuration, producers, start-up and shutdown; imported by nobody. */
@NullMarked
package io.logferry.wiring;

import org.jspecify.annotations.NullMarked;
