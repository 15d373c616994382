/** The instances of all projects and their nodes, as the inventory declares them. */
@NullMarked
package io.logferry.instance;

import org.jspecify.annotations.NullMarked;
