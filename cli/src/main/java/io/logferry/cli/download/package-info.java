/** Requests one export, waits for it and downloads its files. */
@NullMarked
package io.logferry.cli.download;

import org.jspecify.annotations.NullMarked;
