package io.logferry.workflow;

import io.logferry.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The last station: the upload itself. */
record StorePipe(String nodeName, Upload upload, ExportBudget budget) implements ExportPipe {
    @Override
    public void beginFile(Instant modified) {}

    @Override
    public void write(ByteBuffer bytes) throws InterruptedException {
        try {
            budget.spend(bytes.remaining());
            upload.write(bytes);
        } catch (IOException e) {
            throw NotStoredException.of(nodeName, e);
        }
    }

    @Override
    public void finish() {}
}
