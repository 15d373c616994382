/** What a caller gets who looks into the error log without a download: the latest records of each node, merged. */
@NullMarked
package io.logferry.workflow.search;

import org.jspecify.annotations.NullMarked;
