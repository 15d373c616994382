/** Where export files are kept. */
@NullMarked
package io.logferry.store;

import org.jspecify.annotations.NullMarked;
