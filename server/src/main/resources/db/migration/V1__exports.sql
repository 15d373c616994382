-- One row an export (the API calls it a workflow or task), one row a node's file in it.
CREATE TABLE export (
    workflow_id   uuid PRIMARY KEY,
    project_id    text NOT NULL,
    instance_id   text NOT NULL,
    instance_name text NOT NULL,
    -- What was asked for, in the canonical text of ExportRequestText; '' is everything.
    request       text NOT NULL,
    state         text NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED')),
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    fail_reason   text,
    notes         text[] NOT NULL DEFAULT '{}',
    -- Which run of the worker may write: a run that was taken over finds another number here.
    attempt       integer NOT NULL DEFAULT 0,
    delivered_at  timestamptz,
    -- When a link of it was last signed: its files stay at least until that link has expired.
    signed_at     timestamptz,
    -- From then on no link is handed out any more, and its files may go.
    withdrawn_at  timestamptz,
    -- From then on they are gone.
    removed_at    timestamptz,
    CHECK ((state = 'RUNNING') = (ended_at IS NULL)),
    CHECK ((state = 'FAILED') = (fail_reason IS NOT NULL))
);

-- Two running exports of the same request of one instance can't be.
CREATE UNIQUE INDEX one_running_export ON export (instance_id, request) WHERE state = 'RUNNING';
CREATE INDEX export_by_request ON export (instance_id, request, created_at DESC);
CREATE INDEX export_by_project ON export (project_id, created_at DESC);
CREATE INDEX export_with_files ON export (ended_at) WHERE removed_at IS NULL;
CREATE INDEX export_by_age ON export (created_at);

CREATE TABLE export_file (
    workflow_id  uuid NOT NULL REFERENCES export ON DELETE CASCADE,
    position     integer NOT NULL,
    node_id      text NOT NULL,
    node_name    text NOT NULL,
    file_name    text NOT NULL,
    state        text NOT NULL CHECK (state IN ('EXPORTING', 'SUCCESS', 'FAILED')),
    planned_bytes bigint NOT NULL DEFAULT 0,
    done_bytes   bigint NOT NULL DEFAULT 0,
    size_bytes   bigint,
    sha256       text,
    fail_reason  text,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (workflow_id, position),
    UNIQUE (workflow_id, node_id),
    CHECK ((state = 'SUCCESS') = (sha256 IS NOT NULL AND size_bytes IS NOT NULL)),
    CHECK ((state = 'FAILED') = (fail_reason IS NOT NULL))
);

-- db-scheduler's own table, in the shape that its documentation gives for PostgreSQL.
CREATE TABLE scheduled_tasks (
    task_name            text NOT NULL,
    task_instance        text NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
