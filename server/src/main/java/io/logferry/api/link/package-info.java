/** Serves the files of the local store to holders of a link, like an object store. */
@NullMarked
package io.logferry.api.link;

import org.jspecify.annotations.NullMarked;
