package io.logferry.source.folder;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.logferry.source.listing.FileKind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A reference to what a name stands for at one moment (a file, a folder, a pipe, a link). It can be inspected first and opened afterwards, and stays
 * the same if something else takes the name meanwhile. It follows no link and opens nothing, so it never waits for the other end of a pipe.
 *
 * <p>This is {@code openat} with {@code O_PATH}, which Java doesn't offer: Java waits when it opens a pipe without a writer, and a check before
 * doesn't help, because the file may be replaced by a pipe after the check.
 */
final class HeldPath implements AutoCloseable {
    private static final int O_PATH = 0x20_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    /** No descriptor: the path must be absolute. */
    private static final int NO_FOLDER = -1;

    private final int descriptor;

    private HeldPath(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The C library of Linux. */
    private static final class Linux {
        static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        static final int O_NOFOLLOW = noFollow(System.getProperty("os.arch"));

        static {
            Native.register(Linux.class, "c");
        }

        private static int noFollow(String architecture) {
            return switch (architecture) {
                case "amd64", "x86_64", "riscv64", "s390x" -> 0x2_0000;
                case "aarch64", "arm", "ppc64le" -> 0x8000;
                default -> throw new UnsatisfiedLinkError("O_NOFOLLOW isn't known on " + architecture);
            };
        }

        static native int openat(int folder, byte[] path, int flags) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;
    }

    /** The folder {@code /}. */
    static HeldPath root() throws IOException {
        return hold(NO_FOLDER, "/");
    }

    /** @param name the name of something in this folder */
    HeldPath child(String name) throws IOException {
        return hold(descriptor, name);
    }

    private static HeldPath hold(int folder, String name) throws IOException {
        byte[] bytes = name.getBytes(Linux.NAMES);
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        try {
            return new HeldPath(Linux.openat(folder, terminated, O_PATH | O_CLOEXEC | Linux.O_NOFOLLOW));
        } catch (LastErrorException e) {
            throw switch (e.getErrorCode()) {
                case ENOENT -> new NoSuchFileException(name);
                case EACCES -> new AccessDeniedException(name);
                case ENOTDIR -> new NotDirectoryException(name);
                default -> new FileSystemException(name, null, e.getMessage());
            };
        } catch (LinkageError e) {
            throw new IOException(
                    "A folder's log files can be read only on Linux, with the native library of JNA. JNA unpacks it into a folder"
                            + " that must not be mounted noexec: set one with -Djna.tmpdir=/path in deploy/jvm.options",
                    e);
        }
    }

    FileKind kind() throws IOException {
        return FileKind.of(path());
    }

    /** A path that leads to it, even if something else has its name now; valid until this is closed. */
    Path path() {
        return Path.of("/proc/self/fd", String.valueOf(descriptor));
    }

    @Override
    public void close() {
        Linux.close(descriptor);
    }
}
