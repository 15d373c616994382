/** The console's static files, and who gets them. */
@NullMarked
package io.logferry.api.console;

import org.jspecify.annotations.NullMarked;
