/** The story: a download is requested, the export runs, and it expires. */
@NullMarked
package io.logferry.workflow;

import org.jspecify.annotations.NullMarked;
