/** Which requests get the console's static files. */
@NullMarked
package io.logferry.api.console;

import org.jspecify.annotations.NullMarked;
