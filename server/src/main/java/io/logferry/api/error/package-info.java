/** The errors of the RDS API. */
@NullMarked
package io.logferry.api.error;

import org.jspecify.annotations.NullMarked;
