/** Configuration, beans, start and stop; no room imports it. */
@NullMarked
package io.logferry.wiring;

import org.jspecify.annotations.NullMarked;
