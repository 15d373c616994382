/** A private PostgreSQL server on this machine, for the state and for the sample instance. */
@NullMarked
package io.logferry.embedded;

import org.jspecify.annotations.NullMarked;
