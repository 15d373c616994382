package io.logferry.store;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.io.IOException;
import java.util.Set;

/** Keeps export files: a local directory, or an object store. */
public interface LogStore {
    /**
     * Begins to store a file. Nothing is visible under the key until {@link Upload#complete}; a file that is there already stays until then.
     *
     * @param expectedBytes how many bytes will come, as far as known; the store refuses early what can't fit
     * @throws StoreFullException where it doesn't fit
     */
    Upload begin(ObjectKey key, long expectedBytes) throws IOException;

    /**
     * Ends what earlier runs of that workflow have under way and frees what it takes; files that are complete stay. Whoever begins such a run
     * anew asks for it, however that run will end.
     */
    void discard(ProjectId project, WorkflowId workflow) throws IOException;

    /** Removes all of that workflow's, files and what is under way, except those files. Nobody is at work on it any more. */
    void clear(ProjectId project, WorkflowId workflow, Set<ObjectKey> except) throws IOException;

    /** Removes the file; does nothing where there is none. */
    void remove(ObjectKey key) throws IOException;

    /** Removes what dead runs left behind; never what a living one is at. */
    void sweep() throws IOException;
}
