/** The commands, their options and help. */
@NullMarked
package io.logferry.cli.command;

import org.jspecify.annotations.NullMarked;
