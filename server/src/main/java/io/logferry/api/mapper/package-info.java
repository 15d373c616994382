/** Everything that goes wrong in a resource, or finds none, becomes an answer here. */
@NullMarked
package io.logferry.api.mapper;

import org.jspecify.annotations.NullMarked;
