package io.logferry.source.sql.server;

import io.logferry.id.NodeId;
import io.logferry.source.listing.ServerSettings;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The settings of each node as PostgreSQL last told them, in the state database: for replicas that couldn't ask it, and after a restart. */
final class SettingsTable {
    private final Jdbi jdbi;

    SettingsTable(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<ServerSettings> find(NodeId node) {
        return jdbi.withHandle(handle -> handle.select("""
                        SELECT collector, destination, line_prefix, time_zone FROM node_settings WHERE node_id = ?
                        """, node.value())
                .map((row, context) -> new ServerSettings(
                        row.getBoolean("collector"),
                        row.getString("destination"),
                        row.getString("line_prefix"),
                        row.getString("time_zone")))
                .findFirst());
    }

    /** Writes nothing where the row says the same. */
    void keep(NodeId node, ServerSettings settings, Instant now) {
        jdbi.useHandle(handle -> handle.execute(
                """
                INSERT INTO node_settings AS known (node_id, collector, destination, line_prefix, time_zone, changed_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (node_id) DO UPDATE
                   SET collector = excluded.collector, destination = excluded.destination, line_prefix = excluded.line_prefix,
                       time_zone = excluded.time_zone, changed_at = excluded.changed_at
                 WHERE (known.collector, known.destination, known.line_prefix, known.time_zone)
                       IS DISTINCT FROM (excluded.collector, excluded.destination, excluded.line_prefix, excluded.time_zone)
                """,
                node.value(),
                settings.collector(),
                settings.destination(),
                settings.linePrefix(),
                settings.timeZone(),
                now));
    }
}
