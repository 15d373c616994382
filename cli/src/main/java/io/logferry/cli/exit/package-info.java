/** How the command ends: exit codes and one-line failures. */
@NullMarked
package io.logferry.cli.exit;

import org.jspecify.annotations.NullMarked;
