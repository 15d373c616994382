package io.logferry.store;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes sure that the store is the one of this state database: both have the same id (table {@code store_identity}). In another store the files
 * would be missing to which this state database gives links.
 */
public final class StoreIdentity {
    private static final Logger LOG = Logger.getLogger(StoreIdentity.class);

    private final Jdbi state;
    private final LogStore store;

    /**
     * What the state database knows.
     *
     * @param id of its store
     * @param inStore whether a store has had this id
     */
    private record Recorded(String id, boolean inStore) {}

    /** The store isn't the one of this state database; the message says what to do. */
    public static final class ForeignStoreException extends IllegalStateException {
        ForeignStoreException(String message) {
            super(message);
        }
    }

    public StoreIdentity(Jdbi state, LogStore store) {
        this.state = state;
        this.store = store;
    }

    /**
     * Compares the two ids. If no store has had the id of this state database, a store without an id gets it.
     *
     * @throws ForeignStoreException if the store isn't the one of this state database
     * @throws IOException if the store can't be asked
     */
    public void check() throws IOException {
        Recorded known = state.withHandle(handle -> recorded(handle, ""));
        if (known.inStore() && store.id().equals(Optional.of(known.id()))) {
            return;
        }
        state.useTransaction(handle -> {
            Recorded recorded = recorded(handle, "for update"); // other replicas wait here
            Optional<String> found = store.id();
            if (found.isEmpty() && !recorded.inStore()) {
                store.putId(recorded.id());
                found = store.id(); // a service with another state database may have written its id at the same time
            }
            if (!found.equals(Optional.of(recorded.id()))) {
                throw new ForeignStoreException(refusal(recorded, found));
            }
            handle.execute("update store_identity set in_store = true");
        });
    }

    /** Compares again. If the store isn't the one of this state database any more, logs what to do and returns false. */
    public boolean isStillTheSame() {
        try {
            check();
        } catch (ForeignStoreException e) {
            LOG.error(e.getMessage());
            return false;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the id of the store can't be compared now; the service tries it again: %s", e.getMessage());
        }
        return true;
    }

    /** Makes the store the one of this state database, and of no other: both get a new id. */
    public void adopt() throws IOException {
        String id = UUID.randomUUID().toString();
        state.useTransaction(handle -> {
            recorded(handle, "for update");
            store.putId(id);
            handle.execute("update store_identity set id = ?, in_store = true", id);
        });
    }

    private static Recorded recorded(Handle handle, String lock) {
        return handle.createQuery("select id, in_store from store_identity " + lock)
                .map((row, context) -> new Recorded(row.getString("id"), row.getBoolean("in_store")))
                .one();
    }

    private String refusal(Recorded recorded, Optional<String> found) {
        String its = found.map(id -> "has the id " + id + ", so it belongs to another state database")
                .orElse("has no id, so it is new, or a lost or unmounted one");
        String ours = recorded.inStore()
                ? "this state database has its files in the store with the id " + recorded.id()
                : "this state database has had no store yet";
        return ("The store isn't the one of this state database: %s %s; %s. Check the settings logferry.store.*, and that"
                        + " the directory is mounted. If another replica runs on this state database, both need the same"
                        + " store: an object store (logferry.store.kind=s3), or a directory that all replicas see"
                        + " (logferry.store.local.shared=true on each of them). If the store was moved, replaced or lost,"
                        + " stop the other replica first, then run with the settings of this one:"
                        + " java -jar quarkus-run.jar adopt-store")
                .formatted(store, its, ours);
    }
}
