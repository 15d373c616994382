/** Export files in a directory of this machine, or of a file system that all replicas mount. */
@NullMarked
package io.logferry.store.local;

import org.jspecify.annotations.NullMarked;
