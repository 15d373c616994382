package io.logferry.store;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Keeps export files: in a local directory or in an object store. */
public interface LogStore {
    /**
     * Begins to store a file. Nothing is visible under the key until {@link Upload#complete}; until then a file that is already there stays.
     *
     * @param expectedBytes how many bytes will come, as far as known; the store refuses early what can't fit
     * @throws StoreFullException if the file doesn't fit
     */
    Upload begin(ObjectKey key, long expectedBytes) throws IOException;

    /** Ends the uploads that earlier runs of this workflow began, and frees their space; complete files stay. A new run calls it first. */
    void discard(ProjectId project, WorkflowId workflow) throws IOException;

    /** Removes all files and uploads of this workflow, except these files. No run may be working on it. */
    void clear(ProjectId project, WorkflowId workflow, Set<ObjectKey> except) throws IOException;

    /** Removes the file; does nothing if there is none. */
    void remove(ObjectKey key) throws IOException;

    /** Removes what dead runs left behind, and nothing of a living run. */
    void sweep() throws IOException;

    /** The id of this store, as {@link StoreIdentity} has given it; empty if it has none, also if the whole store is gone. */
    Optional<String> id() throws IOException;

    /** Gives the store this id, durably, in place of another. */
    void putId(String id) throws IOException;

    /** A file on its way into the store; one thread writes it, while other threads hash and store it. */
    interface Upload extends AutoCloseable {
        /** Takes the next bytes, and the buffer with them; waits while earlier bytes are still on their way. */
        void write(ByteBuffer bytes) throws IOException, InterruptedException;

        /** Makes the file durable, then visible under its key. */
        StoredFile complete() throws IOException, InterruptedException;

        /** How long the upload waited for a store that could not be reached; empty if it never waited. */
        Optional<Duration> waited();

        /** Ends the upload; unless it is complete, nothing of it stays in the store. */
        @Override
        void close();
    }

    /**
     * A file that is in the store.
     *
     * @param size in bytes
     * @param sha256 of its content, 64 lower-case hex digits
     */
    record StoredFile(long size, String sha256) {}

    /** The file doesn't fit. The message says in one sentence how much was needed and how much there is; any caller may see it. */
    final class StoreFullException extends IOException {
        public StoreFullException(String message) {
            super(message);
        }
    }
}
