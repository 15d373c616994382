/** A real PostgreSQL instance that makes real errors, so that there is something to see. */
@NullMarked
package io.logferry.sample;

import org.jspecify.annotations.NullMarked;
