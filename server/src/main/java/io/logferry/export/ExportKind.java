package io.logferry.export;

import io.logferry.record.scan.RecordFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is special about one kind of export. The next kind is a constant here and a resource in {@code api.rds} that requests it. The state database
 * keeps the constant's name.
 */
public enum ExportKind {
    /** The server log of PostgreSQL; {@code errorlog-download} in the API. */
    ERROR_LOG("DownloadErrorLog", "errorlog") {
        @Override
        RecordFilter records(ExportRequest request) {
            return new RecordFilter(request.start(), request.end(), request.level());
        }
    };

    private final String taskName;
    private final String inFileName;

    ExportKind(String taskName, String inFileName) {
        this.taskName = taskName;
        this.inFileName = inFileName;
    }

    /** The name of its tasks in {@code jobs} and {@code tasklist}. */
    public String taskName() {
        return taskName;
    }

    /** The word for the log in the names of files. */
    public String inFileName() {
        return inFileName;
    }

    /** Which records of a log the request asks for. */
    abstract RecordFilter records(ExportRequest request);

    /** The kind whose tasks have that name. */
    public static Optional<ExportKind> ofTask(String taskName) {
        return Arrays.stream(values())
                .filter(kind -> kind.taskName.equals(taskName))
                .findFirst();
    }

    /** The names of the tasks of all kinds. */
    public static List<String> taskNames() {
        return Arrays.stream(values()).map(ExportKind::taskName).toList();
    }
}
