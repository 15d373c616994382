/** Signs links to export files, and verifies those to the local store. */
@NullMarked
package io.logferry.link;

import org.jspecify.annotations.NullMarked;
