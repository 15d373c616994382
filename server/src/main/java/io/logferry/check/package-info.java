/** The check of all nodes before the service starts: what is wrong, and how to fix it. */
@NullMarked
package io.logferry.check;

import org.jspecify.annotations.NullMarked;
