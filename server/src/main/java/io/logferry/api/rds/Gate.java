package io.logferry.api.rds;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.identity.Caller;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.Inventory;
import java.util.Set;

/**
 * The checks before a request is answered, in the order of docs/api.md: the form of the parameters, the project's scope, the role, the instance, its
 * status.
 */
public final class Gate {
    private final Inventory inventory;
    private final Set<String> permittedRoles;

    /** @param permittedRoles the roles that may download; if empty, any role in the project may */
    public Gate(Inventory inventory, Set<String> permittedRoles) {
        this.inventory = inventory;
        this.permittedRoles = Set.copyOf(permittedRoles);
    }

    ProjectId projectId(String text) {
        return ProjectId.parse(text)
                .orElseThrow(() -> ApiException.of(
                        ErrorCode.BAD_PARAMETER, "project_id in the path must be 32 lower-case hex digits."));
    }

    InstanceId instanceId(String text) {
        return InstanceId.parse(text)
                .orElseThrow(() -> ApiException.of(
                        ErrorCode.BAD_INSTANCE_ID, "instance_id must be 32 hex digits followed by in03."));
    }

    /** Admits callers with a token scoped to that project, or an access key of a user in it, and with a permitted role there. */
    void admit(Caller caller, ProjectId project) {
        if (caller.project().filter(scope -> scope.id().equals(project)).isEmpty()) {
            throw ApiException.of(
                    ErrorCode.NOT_SCOPED,
                    "The token is not scoped to the project in the path, or the access key's user has no role in it.");
        }
        boolean permitted = permittedRoles.isEmpty()
                ? !caller.roles().isEmpty()
                : caller.roles().stream().anyMatch(permittedRoles::contains);
        if (!permitted) {
            throw ApiException.of(ErrorCode.NOT_PERMITTED, "None of the caller's roles in the project may do this.");
        }
    }

    /** The project's instance. An instance of another project is answered like one that does not exist. */
    Instance instance(ProjectId project, InstanceId id) {
        return inventory
                .instance(id)
                .filter(instance -> instance.project().equals(project))
                .orElseThrow(
                        () -> ApiException.of(ErrorCode.NO_SUCH_INSTANCE, "The project has no instance " + id + "."));
    }

    Instance activeInstance(ProjectId project, InstanceId id) {
        Instance instance = instance(project, id);
        if (instance.status() != InstanceStatus.ACTIVE) {
            throw ApiException.of(
                    ErrorCode.NOT_ACTIVE, "The instance is " + instance.status().word() + "; it must be ACTIVE.");
        }
        return instance;
    }
}
