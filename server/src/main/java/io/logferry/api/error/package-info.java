/** What is answered when something is wrong: one mapper for everything. */
@NullMarked
package io.logferry.api.error;

import org.jspecify.annotations.NullMarked;
