/** What the records of a log are, and in which formats they are written. */
@NullMarked
package io.logferry.record;

import org.jspecify.annotations.NullMarked;
