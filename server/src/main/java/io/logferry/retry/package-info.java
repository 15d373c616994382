/** How long to wait for a fault to pass, whatever it is a fault of. */
@NullMarked
package io.logferry.retry;

import org.jspecify.annotations.NullMarked;
