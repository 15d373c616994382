/** The command {@code up}: a PostgreSQL instance that logs real errors, to try the service with. */
@NullMarked
package io.logferry.sample;

import org.jspecify.annotations.NullMarked;
