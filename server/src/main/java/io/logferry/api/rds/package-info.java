/** The RDS v3 API: error-log downloads, tasks, and the neighbours that clients call first. */
@NullMarked
package io.logferry.api.rds;

import org.jspecify.annotations.NullMarked;
