/** The wire: REST resources, wire records, the one error mapper. */
@NullMarked
package io.logferry.api;

import org.jspecify.annotations.NullMarked;
