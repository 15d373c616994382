/** Requests that are repeated where that is right. */
@NullMarked
package io.logferry.cli.http;

import org.jspecify.annotations.NullMarked;
