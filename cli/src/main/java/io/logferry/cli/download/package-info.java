/** One export: asked for, waited for, and its files brought home whole. */
@NullMarked
package io.logferry.cli.download;

import org.jspecify.annotations.NullMarked;
