package io.logferry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A part that is too large for the memory, in a file without a name: it is gone with the process, however that ends. */
final class PartOnDisk extends Part {
    private final FileChannel file;

    PartOnDisk(long capacity, Path folder) throws IOException {
        super(capacity);
        Folders.create(folder);
        Path path = Files.createTempFile(folder, "part", null);
        try {
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }

    @Override
    void append(long position, ByteBuffer bytes) throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    @Override
    int read(long position, byte[] to, int offset, int length) throws IOException {
        return file.read(ByteBuffer.wrap(to, offset, length), position);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
