/** A private PostgreSQL server on this machine, for the state database and for the sample instance. */
@NullMarked
package io.logferry.embedded;

import org.jspecify.annotations.NullMarked;
