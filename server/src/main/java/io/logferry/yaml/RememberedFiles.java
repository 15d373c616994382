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
 * Reads files and remembers a digest of what was in each, so that it can be told whether any of them has changed since. Digests, because
 * times and sizes miss a change within one clock tick, and because the contents may be secret.
 */
final class RememberedFiles {
    private final Map<Path, Sight> sights = new HashMap<>();

    /** @param content a digest, or why there is none */
    private record Sight(int most, String content) {}

    /** What is in the file; refused where that is more than {@code most} bytes. */
    byte[] read(Path path, int most) throws IOException {
        try {
            byte[] content = bytes(path, most);
            sights.put(path, new Sight(most, Sha256.hex(content)));
            return content;
        } catch (IOException unreadable) {
            sights.put(path, new Sight(most, reason(unreadable)));
            throw unreadable;
        }
    }

    /** Looks at all these files anew. */
    RememberedFiles again() {
        RememberedFiles now = new RememberedFiles();
        sights.forEach((path, sight) -> now.sights.put(path, look(path, sight.most())));
        return now;
    }

    boolean sameAs(RememberedFiles other) {
        return sights.equals(other.sights);
    }

    static String reason(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException gone -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(unreadable.getMessage());
        };
    }

    private static Sight look(Path path, int most) {
        try {
            return new Sight(most, Sha256.hex(bytes(path, most)));
        } catch (IOException unreadable) {
            return new Sight(most, reason(unreadable));
        }
    }

    private static byte[] bytes(Path path, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new IOException("it is larger than " + most + " bytes");
            }
            return content;
        }
    }
}
