package io.logferry.store;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes sure that the store is the one of this state database: both have the same id (table {@code store_identity}). In another store the files
 * would be missing to which this state database gives links.
 */
public final class StoreIdentity {
    private static final Logger LOG = Logger.getLogger(StoreIdentity.class);

    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Jdbi state;
    private final LogStore store;

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
     * Compares the two ids. A state database that has had no store yet takes the id of this one, and gives it an id if it has none.
     *
     * @throws ForeignStoreException if the store isn't the one of this state database
     * @throws IOException if the store can't be asked
     */
    public void check() throws IOException {
        Optional<String> known = state.withHandle(handle -> recorded(handle, ""));
        if (known.isPresent() && found().equals(known)) {
            return;
        }
        state.useTransaction(handle -> {
            Optional<String> recorded = recorded(handle, "for update"); // other replicas wait here
            if (recorded.isEmpty()) {
                record(handle, idOfStore());
                return;
            }
            Optional<String> found = found();
            if (!found.equals(recorded)) {
                throw new ForeignStoreException(refusal(recorded.get(), found));
            }
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

    /** Makes the store the one of this state database, with the id that it has, or with a new one if it has none. */
    public void adopt() throws IOException {
        state.useTransaction(handle -> {
            recorded(handle, "for update");
            record(handle, idOfStore());
        });
    }

    /** The id of the store; a store without an id gets one. */
    private String idOfStore() throws IOException {
        if (found().isEmpty()) {
            store.putId(UUID.randomUUID().toString());
        }
        // read again, because a service with another state database may have written its id at the same time
        return found().orElseThrow(
                        () -> new IOException("the store " + store + " does not return the id that was written to it"));
    }

    /** @throws IOException also if the store answers with something that is not an id, for example a maintenance page */
    private Optional<String> found() throws IOException {
        Optional<String> found = store.id().map(String::strip);
        if (found.isPresent() && !UUIDS.matcher(found.get()).matches()) {
            throw new IOException("the id of the store " + store + " is damaged: it is not a UUID");
        }
        return found;
    }

    private static Optional<String> recorded(Handle handle, String lock) {
        return handle.createQuery("select id from store_identity " + lock)
                .map((row, context) -> Optional.ofNullable(row.getString("id")))
                .one();
    }

    private static void record(Handle handle, String id) {
        handle.execute("update store_identity set id = ?", id);
    }

    private String refusal(String recorded, Optional<String> found) {
        String its = found.map(id -> "has the id " + id + ", so it is another store")
                .orElse("has no id, so it is new, or a lost or unmounted one");
        return ("The store isn't the one of this state database: %s %s; this state database has its files in the store with the id %s."
                        + " Check the settings logferry.store.*, and that"
                        + " the directory is mounted. If another replica runs on this state database, both need the same"
                        + " store: an object store (logferry.store.kind=s3), or a directory that all replicas see"
                        + " (logferry.store.local.shared=true on each of them). If the store was moved, replaced or lost,"
                        + " stop the other replica first, then run with the settings of this one:"
                        + " logferry-server adopt-store")
                .formatted(store, its, recorded);
    }
}
