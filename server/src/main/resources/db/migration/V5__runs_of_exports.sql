-- Which run stored the file: the number is part of the key that it has in the store, so that no other run can replace it.
ALTER TABLE export_file ADD COLUMN run integer NOT NULL DEFAULT 1;

-- When the store is looked through for what runs of the export have left there; null: there is no reason to.
ALTER TABLE export ADD COLUMN tidy_at timestamptz;
CREATE INDEX export_to_tidy ON export (tidy_at) WHERE tidy_at IS NOT NULL;
