-- The id of the store that has the files of these exports. The store has it, too; in_store says whether a store has had it yet.
CREATE TABLE store_identity (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id text NOT NULL,
    in_store boolean NOT NULL DEFAULT false
);
INSERT INTO store_identity (id) VALUES (gen_random_uuid()::text);
