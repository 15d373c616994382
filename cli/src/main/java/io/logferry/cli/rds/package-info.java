/** The RDS v3 API as Logferry and its cloud speak it. */
@NullMarked
package io.logferry.cli.rds;

import org.jspecify.annotations.NullMarked;
