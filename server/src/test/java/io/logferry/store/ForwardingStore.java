package io.logferry.store;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A real store, for tests that do something at one of its calls. */
public class ForwardingStore implements LogStore {
    private final LogStore store;

    public ForwardingStore(LogStore store) {
        this.store = store;
    }

    @Override
    public Upload begin(ObjectKey key, long expectedBytes) throws IOException {
        return store.begin(key, expectedBytes);
    }

    @Override
    public void discard(ProjectId project, WorkflowId workflow) throws IOException {
        store.discard(project, workflow);
    }

    @Override
    public void clear(ProjectId project, WorkflowId workflow, Set<ObjectKey> except) throws IOException {
        store.clear(project, workflow, except);
    }

    @Override
    public void remove(ObjectKey key) throws IOException {
        store.remove(key);
    }

    @Override
    public void sweep() throws IOException {
        store.sweep();
    }

    @Override
    public Optional<String> id() throws IOException {
        return store.id();
    }

    @Override
    public void putId(String id) throws IOException {
        store.putId(id);
    }
}
