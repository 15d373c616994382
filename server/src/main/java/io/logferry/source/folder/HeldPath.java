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
 * What a name stands for at one moment (a file, a folder, a pipe, a link), held so that it can be looked at first and opened afterwards: it stays
 * the same, whatever takes its name meanwhile. Holding follows no link and opens nothing, so it never waits for the other end of a pipe.
 *
 * <p>That is {@code openat} with {@code O_PATH}, for which Java has no words: its own way to open a file waits in a pipe without a writer until
 * there is one, and no look before it helps against whoever exchanges the two in between.
 */
final class HeldPath implements AutoCloseable {
    private static final int O_PATH = 0x20_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    /** Not a descriptor, so that an absolute path is needed. */
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

    /** The root of all folders. */
    static HeldPath root() throws IOException {
        return hold(NO_FOLDER, "/");
    }

    /** @param name one segment of a path; of this, which is a folder */
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
                    "A folder's log files are read on Linux only, with the native part of JNA, which it unpacks into a folder"
                            + " that must let it be executed: set one with -Djna.tmpdir=/path in deploy/jvm.options",
                    e);
        }
    }

    FileKind kind() throws IOException {
        return FileKind.of(path());
    }

    /** Leads to it alone, also where its name is another's by now; for as long as it is held. */
    Path path() {
        return Path.of("/proc/self/fd", String.valueOf(descriptor));
    }

    @Override
    public void close() {
        Linux.close(descriptor);
    }
}
