-- Signing keys of all replicas. A key's secret never leaves this table but to the replicas' memory.
create table signing_key (
    kid        text        primary key check (kid ~ '^[A-Z0-9]{20}$'),
    purpose    text        not null check (purpose in ('TOKEN', 'LINK')),
    secret     bytea       not null check (octet_length(secret) >= 32),
    created_at timestamptz not null,
    retires_at timestamptz not null check (retires_at > created_at)
);

-- Tokens revoked before their time. A row is worth keeping only until the token would have expired anyway.
create table revoked_token (
    jti        text        primary key,
    expires_at timestamptz not null
);

create index revoked_token_by_expiry on revoked_token (expires_at);
