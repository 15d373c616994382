/** What a person sees, and how it is written. */
@NullMarked
package io.logferry.cli.terminal;

import org.jspecify.annotations.NullMarked;
