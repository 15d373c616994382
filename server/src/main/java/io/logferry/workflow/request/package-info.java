/** What a caller gets who asks for a download: an export is found or created, and its links are signed. */
@NullMarked
package io.logferry.workflow.request;

import org.jspecify.annotations.NullMarked;
