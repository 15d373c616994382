/** Answers requests for a download: finds or creates an export and signs its links. */
@NullMarked
package io.logferry.workflow.request;

import org.jspecify.annotations.NullMarked;
