package io.logferry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps those replicas apart that would not see each other's files. It is a lock in the state database that they share, held by a session for as
 * long as the process lives: exclusive where the files are this replica's alone, shared where all replicas have the same.
 */
public final class StoreClaim implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StoreClaim.class);

    /** Of PostgreSQL's advisory locks, the one that this claim is. */
    private static final long LOCK = 0x6c6f_6766_7374_6f72L;

    /** PostgreSQL ends the session of a host that fell silent after 25 s, and not after two hours. */
    private static final String NOTICE_DEAD_HOSTS =
            "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

    /** Tells a session from all others, also from one that has its process id after the database was restarted. */
    private static final String NAME = "pid || ' ' || extract(epoch from backend_start)";

    private static final String OTHER_HOLDERS = """
            select from pg_locks join pg_stat_activity using (pid)
             where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint) = ? and objsubid = 1 and granted
               and database = (select oid from pg_database where datname = current_database())
               and %s <> ?
            """.formatted(NAME);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final int VALID_WITHIN_SECONDS = 5;

    private final DataSource state;
    private final boolean exclusive;
    private final Runnable whenLost;
    private final Thread watch =
            Thread.ofPlatform().name("state-claim").daemon().unstarted(this::watch);
    private @Nullable Connection session;

    /** The session that took the claim, also after it is out of reach. */
    private String holder = "";

    private StoreClaim(DataSource state, boolean exclusive, Runnable whenLost) {
        this.state = state;
        this.exclusive = exclusive;
        this.whenLost = whenLost;
    }

    /**
     * Takes the claim; waits for a predecessor that is just ending.
     *
     * @param exclusive whether no other replica sees the files
     * @param patience how long to wait
     * @param whenLost told, once, where the claim was lost with the connection and another replica has taken it since
     * @throws IllegalStateException where another replica is there that may not be; the message says what to do
     */
    public static StoreClaim take(DataSource state, boolean exclusive, Duration patience, Runnable whenLost)
            throws SQLException, InterruptedException {
        StoreClaim claim = new StoreClaim(state, exclusive, whenLost);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!claim.tryTake()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(claim.refusal());
            }
            Thread.sleep(RETRY);
        }
        claim.watch.start();
        return claim;
    }

    /** Gives the claim back. */
    @Override
    public void close() {
        watch.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            watch.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        end();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryTake() throws SQLException {
        Connection connection = state.getConnection();
        try {
            if (lock(connection)) {
                session = connection;
                return true;
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return false;
    }

    private boolean lock(Connection connection) throws SQLException {
        String kind = exclusive ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
        try (Statement statement = connection.createStatement()) {
            statement.execute(NOTICE_DEAD_HOSTS);
        }
        String name = "(select " + NAME + " from pg_stat_activity where pid = pg_backend_pid())";
        try (PreparedStatement statement = connection.prepareStatement("select " + kind + "(?), " + name)) {
            statement.setLong(1, LOCK);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || !result.getBoolean(1)) {
                    return false;
                }
                holder = String.valueOf(result.getString(2));
                return true;
            }
        }
    }

    /**
     * Whether some other session has the lock than the one that took it for this claim. Where that one is cut off from this end only, it lives
     * on at the database's for a while, and keeps others away as before.
     */
    private boolean isHeldByAnother() throws SQLException {
        try (Connection connection = state.getConnection();
                PreparedStatement statement = connection.prepareStatement(OTHER_HOLDERS)) {
            statement.setLong(1, LOCK);
            statement.setString(2, holder);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** The lock ends with its session: where the connection broke, it must be taken anew. */
    private void watch() {
        try {
            while (isOursAgain()) {
                Thread.sleep(CHECK);
            }
            LOG.errorf("%s", refusal());
            whenLost.run();
        } catch (InterruptedException e) {
            LOG.debugf(e, "the claim is given back");
        }
    }

    private boolean isOursAgain() {
        try {
            if (session != null && session.isValid(VALID_WITHIN_SECONDS)) {
                return true;
            }
            end();
            return tryTake() || !isHeldByAnother();
        } catch (SQLException e) {
            LOG.debugf(e, "the state database can't be asked for the claim; it is asked again in %s", CHECK);
            return true;
        }
    }

    private void end() {
        if (session == null) {
            return;
        }
        try (Connection ending = session;
                Statement statement = ending.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException e) {
            LOG.debugf(e, "the session of the claim has ended already, and the claim with it");
        }
        session = null;
    }

    private String refusal() {
        return exclusive
                ? "Another replica works on this state database, and the local store of this one is its own: neither would find the"
                        + " other's files. Keep them in an object store (logferry.store.kind=s3) or in a directory that all replicas"
                        + " see (logferry.store.local.shared=true on each of them), or stop the other replica first."
                : "Another replica works on this state database and keeps its files in a local store of its own, where this one would"
                        + " not find them. Give it the store that this one has, or stop it.";
    }
}
