package io.logferry.sample;

import io.logferry.embedded.PrivateFiles;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** The ids that {@code up} gives: made at the first start and kept in a file. */
record UpIds(ProjectId project, InstanceId instance, NodeId node) {

    static UpIds readOrCreate(Path file) {
        try {
            Properties kept = new Properties();
            kept.load(new StringReader(Files.readString(file)));
            return new UpIds(
                    new ProjectId(kept.getProperty("project", "")),
                    new InstanceId(kept.getProperty("instance", "")),
                    new NodeId(kept.getProperty("node", "")));
        } catch (NoSuchFileException absent) {
            UpIds made = new UpIds(ProjectId.random(), InstanceId.random(), NodeId.random());
            PrivateFiles.write(
                    file, "project=" + made.project + "\ninstance=" + made.instance + "\nnode=" + made.node + "\n");
            return made;
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "The ids in " + file + " can't be read. Remove the file to have new ones made.",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }
}
