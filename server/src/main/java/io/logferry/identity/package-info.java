/** Who is calling: tokens are issued and verified here. */
@NullMarked
package io.logferry.identity;

import org.jspecify.annotations.NullMarked;
