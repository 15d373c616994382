/** Output for people: text, tables, progress, colours. */
@NullMarked
package io.logferry.cli.terminal;

import org.jspecify.annotations.NullMarked;
