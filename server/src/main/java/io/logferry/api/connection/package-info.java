/** Limits for connections before the caller is known: how many, how slow, how many bytes. */
@NullMarked
package io.logferry.api.connection;

import org.jspecify.annotations.NullMarked;
