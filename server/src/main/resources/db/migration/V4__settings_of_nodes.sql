-- How each node's PostgreSQL last said that it writes its log: what records are read by while it can't be asked.
CREATE TABLE node_settings (
    node_id     text PRIMARY KEY,
    collector   boolean NOT NULL,
    destination text NOT NULL,
    line_prefix text NOT NULL,
    time_zone   text NOT NULL,
    changed_at  timestamptz NOT NULL
);
