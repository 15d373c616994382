/** Everything on the wire: routes for all requests; the REST resources are in the rooms inside. */
@NullMarked
package io.logferry.api;

import org.jspecify.annotations.NullMarked;
