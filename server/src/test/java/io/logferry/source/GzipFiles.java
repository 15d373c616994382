package io.logferry.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Packs files as gzip does. */
public final class GzipFiles {
    private GzipFiles() {}

    public static byte[] pack(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    /** Makes {@code file.gz} beside the file, with the same modification time. */
    public static Path pack(Path file) throws IOException {
        Path packed = file.resolveSibling(file.getFileName() + ".gz");
        Files.write(packed, pack(Files.readAllBytes(file)));
        Files.setLastModifiedTime(packed, Files.getLastModifiedTime(file));
        return packed;
    }
}
