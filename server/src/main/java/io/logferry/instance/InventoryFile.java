package io.logferry.instance;

import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.identity.Project;
import io.logferry.yaml.InvalidFileException;
import io.logferry.yaml.WatchedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inventory in its YAML file. It follows changes of the file, and keeps the last valid content if a change is invalid. */
public final class InventoryFile implements Inventory, AutoCloseable {
    private final WatchedFile<Fleet> file;

    /**
     * Reads the file; call {@link #watch} to follow its changes.
     *
     * @param environment what <code>${env:NAME}</code> refers to
     * @throws InvalidFileException with every problem of the file
     */
    public InventoryFile(Path path, Map<String, String> environment) throws InvalidFileException {
        if (Files.notExists(path)) {
            throw new InvalidFileException(List.of(path + ": there is no such file, so no instance is known. Make it"
                    + " as docs/configuration.md shows (the line `projects: []` is enough to begin with), or set"
                    + " logferry.inventory to where it is."));
        }
        this.file = new WatchedFile<>(path, root -> new InventoryReader().read(root), environment);
    }

    /** Begins to follow the file, until {@link #close}. */
    public void watch() {
        file.watch();
    }

    /** Checks the file once; see {@link WatchedFile#check}. */
    public void check() {
        file.check();
    }

    /** What is wrong with the file now; empty if it is in force. Has no secret. */
    public Optional<String> problem() {
        return file.problem();
    }

    @Override
    public Optional<Project> project(ProjectId id) {
        return file.value().project(id);
    }

    @Override
    public Optional<Instance> instance(InstanceId id) {
        return file.value().instance(id);
    }

    @Override
    public List<Instance> instances(ProjectId project) {
        return file.value().instances(project);
    }

    @Override
    public List<Instance> instances() {
        return file.value().instances();
    }

    @Override
    public void close() {
        file.close();
    }
}
