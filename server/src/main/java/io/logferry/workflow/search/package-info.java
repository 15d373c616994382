/** Answers the error-log query: the latest records of all nodes, merged. */
@NullMarked
package io.logferry.workflow.search;

import org.jspecify.annotations.NullMarked;
