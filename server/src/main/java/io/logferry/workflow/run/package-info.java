/**
 * How an export is run: who runs it and when ({@code ExportWorkers}), what a run does ({@code RunExport}) and the way of the bytes
 * ({@code ExportPipe}), and how what it made expires ({@code ExpireExports}).
 */
@NullMarked
package io.logferry.workflow.run;

import org.jspecify.annotations.NullMarked;
