package io.logferry.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that break readers that take a log for text. */
public final class HostileLog {
    private HostileLog() {}

    public static byte[] bytes() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes("plain\n".getBytes(StandardCharsets.UTF_8));
        log.writeBytes(new byte[] {'n', 'u', 'l', 0, 0, '\n'});
        log.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3, (byte) 0x28, (byte) 0xe9, '\n'});
        log.writeBytes("crlf\r\nlone cr\rnot a new line\n".getBytes(StandardCharsets.UTF_8));
        log.writeBytes("separators \u2028 \u2029 \u0085 \f \u000b\n".getBytes(StandardCharsets.UTF_8));
        byte[] longLine = new byte[5 << 20];
        Arrays.fill(longLine, (byte) 'x');
        log.writeBytes(longLine);
        log.write('\n');
        log.writeBytes("PGCOPY\n\u00ff\r\n\0\\.\n".getBytes(StandardCharsets.ISO_8859_1));
        return log.toByteArray();
    }
}
