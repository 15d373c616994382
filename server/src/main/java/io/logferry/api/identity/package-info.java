/** OpenStack Identity v3, as far as clients of this service need it: tokens, discovery, the caller's projects. */
@NullMarked
package io.logferry.api.identity;

import org.jspecify.annotations.NullMarked;
