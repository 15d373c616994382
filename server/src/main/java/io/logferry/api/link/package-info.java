/** Serves the files of the local store to whoever holds a link, as an object store would. */
@NullMarked
package io.logferry.api.link;

import org.jspecify.annotations.NullMarked;
