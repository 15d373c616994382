-- Which log an export is of, as ExportKind names it. A replica of an older release, while replicas are replaced, knows only the error log.
ALTER TABLE export ADD COLUMN kind text NOT NULL DEFAULT 'ERROR_LOG';

-- Requests of two kinds are never the same request.
DROP INDEX one_running_export;
CREATE UNIQUE INDEX one_running_export ON export (instance_id, kind, request) WHERE state = 'RUNNING';
DROP INDEX export_by_request;
CREATE INDEX export_by_request ON export (instance_id, kind, request, created_at DESC);
