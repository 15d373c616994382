package io.logferry.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;

/** Writes a server log like that of a busy PostgreSQL. Each run writes the same bytes; lines have usual lengths and all differ. */
final class GeneratedLog {
    private static final int BLOCK = 4 << 20;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

    private static final List<String> MESSAGES = List.of(
            "LOG:  duration: %d.%03d ms  statement: SELECT id, customer, total FROM orders WHERE customer = %d AND created > now() - interval '1 day' ORDER BY id DESC LIMIT 50",
            "LOG:  connection authorized: user=shop database=orders application_name=worker-%d SSL enabled (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=%d) %d",
            "ERROR:  duplicate key value violates unique constraint \"orders_pkey_%d\"\n\tDETAIL:  Key (id)=(%d) already exists, %d.",
            "LOG:  checkpoint complete: wrote %d buffers (0.%d%%); 0 WAL file(s) added, %d removed; write=26.9 s, sync=0.004 s, total=27.0 s");

    private final Random random = new Random(42);
    private Instant time = BEGIN;

    /** Writes a file of exactly this size in bytes. Its last line is complete. */
    static void write(Path file, long size) throws IOException {
        GeneratedLog log = new GeneratedLog();
        // It is enough that blocks differ, because each byte is read, sent and hashed anyway.
        byte[] block = log.block();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; ) {
                int length = (int) Math.min(left, block.length);
                stamp(block, left);
                writeFully(channel, ByteBuffer.wrap(block, block.length - length, length));
                left -= length;
            }
        }
    }

    private byte[] block() {
        StringBuilder text = new StringBuilder(BLOCK + 512);
        while (text.length() < BLOCK) {
            time = time.plusMillis(random.nextInt(200));
            text.append(TIME.format(time))
                    .append(" [")
                    .append(1000 + random.nextInt(9000))
                    .append("] shop@orders ");
            text.append(MESSAGES.get(random.nextInt(MESSAGES.size()))
                            .formatted(random.nextInt(10_000), random.nextInt(1000), random.nextInt(100_000)))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A number in the last line makes each block different. */
    private static void stamp(byte[] block, long number) {
        byte[] digits = "LOG:  block %019d\n".formatted(number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, block, block.length - digits.length, digits.length);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
