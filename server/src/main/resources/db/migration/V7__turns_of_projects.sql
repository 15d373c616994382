-- In which order exports that wait are begun: the lowest turn first. The turns of one project's exports lie two apart, so that the first export of
-- another project finds a place between any two of them.
ALTER TABLE export ADD COLUMN turn integer NOT NULL DEFAULT 0;
CREATE INDEX running_export_by_project ON export (project_id, turn) WHERE state = 'RUNNING';
CREATE INDEX begun_export_by_turn ON export (turn) WHERE state = 'RUNNING' AND attempt > 0;
CREATE INDEX waiting_export_by_turn ON export (turn) WHERE state = 'RUNNING' AND attempt = 0;

-- The scheduler takes the highest priority first, and an export's is its turn, negated.
ALTER TABLE scheduled_tasks ALTER COLUMN priority TYPE integer;
CREATE INDEX scheduled_tasks_priority ON scheduled_tasks (priority DESC, execution_time);
