package io.logferry.cli.download;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The partial file, which gets its final name when it is complete. Its name has the start of the workflow ID, so that a later
 * command resumes it only for the same export.
 */
final class PartFile implements Sink {
    private static final int BUFFER = 1 << 18;

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final String resumeCommand;
    private volatile boolean completed;
    private volatile boolean closed;

    /**
     * @param resumeCommand the command that resumes this partial file
     * @param tell prints a line when Ctrl-C ends the command
     */
    PartFile(Path target, String workflowId, String resumeCommand, Consumer<String> tell) {
        this.target = target;
        this.part = partOf(target, workflowId);
        this.resumeCommand = resumeCommand;
        this.channel = open(part);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> whenStopped(tell)));
    }

    private void whenStopped(Consumer<String> tell) {
        if (!closed) {
            tell.accept("interrupted" + keepOrRemove());
        }
    }

    static Path partOf(Path target, String workflowId) {
        String export = workflowId.length() > 8 ? workflowId.substring(0, 8) : workflowId;
        return target.resolveSibling("." + target.getFileName() + "." + export + ".part");
    }

    private static FileChannel open(Path part) {
        try {
            FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new Failure(ExitCode.OTHER, "another logferry is downloading to " + part + ": wait for it");
            }
            return channel;
        } catch (OverlappingFileLockException twice) {
            throw new Failure(
                    ExitCode.OTHER,
                    "two files of this export would both be written to " + part + ": name a folder with -o",
                    twice);
        } catch (IOException refused) {
            throw unwritable(part, refused);
        }
    }

    @Override
    public long begin(MessageDigest digest) {
        try {
            channel.position(0);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return channel.position();
        } catch (IOException unreadable) {
            throw unwritable(part, unreadable);
        }
    }

    @Override
    public void write(byte[] bytes, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException full) {
            throw unwritable(part, full, "free some space, then `" + resumeCommand + "` resumes the download");
        }
    }

    @Override
    public boolean restart() {
        try {
            channel.truncate(0);
            return true;
        } catch (IOException refused) {
            throw unwritable(part, refused);
        }
    }

    @Override
    public void complete() {
        try {
            channel.force(false); // before the rename: after a power failure a file of this name is complete
            move();
            completed = true;
        } catch (IOException refused) {
            throw unwritable(target, refused);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException odd) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String adviceAfterFailure() {
        return keepOrRemove();
    }

    private String keepOrRemove() {
        try {
            if (completed || Files.size(part) > 0) {
                return completed ? "" : ": the partial file is kept; `" + resumeCommand + "` resumes the download";
            }
            Files.deleteIfExists(part);
            return "";
        } catch (IOException unknowable) {
            return "; remove " + part;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!completed) {
                keepOrRemove();
            }
            closed = true;
        } catch (IOException refused) {
            throw unwritable(part, refused);
        }
    }

    private static Failure unwritable(Path file, IOException refused) {
        return unwritable(file, refused, "free some space or name another place with -o");
    }

    private static Failure unwritable(Path file, IOException refused, String advice) {
        @Nullable String reason = refused.getMessage();
        String said = reason == null || reason.equals(file.toString())
                ? refused.getClass().getSimpleName()
                : reason;
        return new Failure(ExitCode.OTHER, "can't write " + file + " (" + said + "): " + advice, refused);
    }
}
