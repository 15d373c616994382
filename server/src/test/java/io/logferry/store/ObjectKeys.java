package io.logferry.store;

import io.logferry.id.ObjectKey;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.util.UUID;

/** Keys for tests. */
public final class ObjectKeys {
    private ObjectKeys() {}

    public static ObjectKey random() {
        return in(WorkflowId.random());
    }

    public static ObjectKey in(WorkflowId workflow) {
        String project = UUID.randomUUID().toString().replace("-", "");
        return new ObjectKey(new ProjectId(project), workflow, project + "_errorlog_download_20200515080614589");
    }
}
