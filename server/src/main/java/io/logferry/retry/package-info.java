/** How long a fault that may pass is waited out, whatever it is a fault of. */
@NullMarked
package io.logferry.retry;

import org.jspecify.annotations.NullMarked;
