/** Turns failures of resources, and requests for unknown paths, into answers. */
@NullMarked
package io.logferry.api.mapper;

import org.jspecify.annotations.NullMarked;
