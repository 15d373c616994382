package io.logferry.yaml;

import io.logferry.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads files and keeps a digest of each content, to find out later if a file has changed. A digest, because times and sizes miss a change
 * within one clock tick, and because the content may be secret.
 */
final class RememberedFiles {
    private final Map<Path, Sight> sights = new HashMap<>();

    /** @param content a digest, or why there is none */
    private record Sight(int most, String content) {}

    /** The content of the file. Fails if it has more than {@code most} bytes. */
    byte[] read(Path path, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new IOException("it is larger than " + most + " bytes");
            }
            sights.put(path, new Sight(most, Sha256.hex(content)));
            return content;
        } catch (IOException unreadable) {
            sights.put(path, new Sight(most, reason(unreadable)));
            throw unreadable;
        }
    }

    /** The same files as they are now. */
    RememberedFiles again() {
        RememberedFiles now = new RememberedFiles();
        sights.forEach((path, sight) -> {
            try {
                now.read(path, sight.most());
            } catch (IOException unreadable) {
                // read() has noted the reason in place of the digest
            }
        });
        return now;
    }

    boolean sameAs(RememberedFiles other) {
        return sights.equals(other.sights);
    }

    static String reason(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(unreadable.getMessage());
        };
    }
}
