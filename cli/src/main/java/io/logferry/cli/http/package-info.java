/** HTTP requests, which are repeated if that is safe. */
@NullMarked
package io.logferry.cli.http;

import org.jspecify.annotations.NullMarked;
