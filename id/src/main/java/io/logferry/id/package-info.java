/** IDs and keys that are always well-formed, because the constructor checks them; secrets and hashes. */
@NullMarked
package io.logferry.id;

import org.jspecify.annotations.NullMarked;
