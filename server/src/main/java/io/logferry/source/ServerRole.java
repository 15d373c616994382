package io.logferry.source;

/** What a node's PostgreSQL is, as {@code pg_is_in_recovery()} says. */
public enum ServerRole {
    PRIMARY,
    STANDBY,
    /** It can't be asked, or wasn't yet. */
    UNKNOWN
}
