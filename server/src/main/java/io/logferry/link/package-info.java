/** Signed, short-lived addresses of export files. */
@NullMarked
package io.logferry.link;

import org.jspecify.annotations.NullMarked;
