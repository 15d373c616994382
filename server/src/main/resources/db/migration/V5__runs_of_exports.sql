-- Which run stored the file: the number is part of the key that it has in the store, so that no other run can replace it.
ALTER TABLE export_file ADD COLUMN run integer NOT NULL DEFAULT 1;

-- When the store is looked through for what runs of the export have left there; null: there is no reason to.
ALTER TABLE export ADD COLUMN tidy_at timestamptz;
CREATE INDEX export_to_tidy ON export (tidy_at) WHERE tidy_at IS NOT NULL;

-- How often a replica died while it ran the export, among others or alone; whether the export runs alone now; how often a run failed by itself.
ALTER TABLE export ADD COLUMN deaths integer NOT NULL DEFAULT 0;
ALTER TABLE export ADD COLUMN lone_deaths integer NOT NULL DEFAULT 0;
ALTER TABLE export ADD COLUMN alone boolean NOT NULL DEFAULT false;
ALTER TABLE export ADD COLUMN failures integer NOT NULL DEFAULT 0;
