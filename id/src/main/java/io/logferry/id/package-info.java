/** Names of things that can't be malformed: checked once, when they are made. */
@NullMarked
package io.logferry.id;

import org.jspecify.annotations.NullMarked;
