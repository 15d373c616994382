/** How long to wait for a temporary fault to pass. */
@NullMarked
package io.logferry.retry;

import org.jspecify.annotations.NullMarked;
