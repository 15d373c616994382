/** The RDS v3 API. */
@NullMarked
package io.logferry.cli.rds;

import org.jspecify.annotations.NullMarked;
