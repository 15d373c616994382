/** Connections and what comes in on them, before anybody knows who is calling: how many, how slowly, how much. */
@NullMarked
package io.logferry.api.connection;

import org.jspecify.annotations.NullMarked;
