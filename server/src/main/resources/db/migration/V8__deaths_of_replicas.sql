-- How often a replica died while it ran the export, and how often it ran nothing else then: only those deaths are held against the export.
ALTER TABLE export ADD COLUMN deaths integer NOT NULL DEFAULT 0;
ALTER TABLE export ADD COLUMN lone_deaths integer NOT NULL DEFAULT 0;

-- Whether the run under way is the only one of its replica.
ALTER TABLE export ADD COLUMN alone boolean NOT NULL DEFAULT false;

-- Runs that ended without an end of the export, by a fault of the service itself.
ALTER TABLE export ADD COLUMN failed_runs integer NOT NULL DEFAULT 0;
