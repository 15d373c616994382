/** Exports of logs: their requests and their states, kept in the state database. */
@NullMarked
package io.logferry.export;

import org.jspecify.annotations.NullMarked;
