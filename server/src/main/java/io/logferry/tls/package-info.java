/** Whom this service trusts when it calls others over TLS. */
@NullMarked
package io.logferry.tls;

import org.jspecify.annotations.NullMarked;
