-- The id of the store that has the files of these exports; NULL if this state database has had no store yet. The store has the same id.
CREATE TABLE store_identity (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id text
);
INSERT INTO store_identity DEFAULT VALUES;
