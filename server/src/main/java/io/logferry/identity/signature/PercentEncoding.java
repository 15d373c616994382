package io.logferry.identity.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding (RFC 3986, 2.1) as the signatures need it: every byte except unreserved characters is {@code %XX}, with upper-case digits. */
final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** A path as it was sent. Encodes the characters that need it; what is encoded already stays. */
    static String path(String sent) {
        StringBuilder path = new StringBuilder(sent.length());
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/' || isEncoded(bytes, i)) {
                path.append((char) bytes[i]);
            } else {
                append(path, bytes[i]);
            }
        }
        return path.toString();
    }

    /** Decodes a part of a query and encodes it again, so that it does not matter which other characters the client encoded. */
    static String again(String sent, boolean plusIsSpace) {
        StringBuilder encoded = new StringBuilder(sent.length());
        for (byte one : decoded(sent.getBytes(StandardCharsets.UTF_8), plusIsSpace)) {
            append(encoded, one);
        }
        return encoded.toString();
    }

    private static byte[] decoded(byte[] sent, boolean plusIsSpace) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(sent.length);
        for (int i = 0; i < sent.length; i++) {
            if (isEncoded(sent, i)) {
                plain.write(HexFormat.fromHexDigit(sent[i + 1]) << 4 | HexFormat.fromHexDigit(sent[i + 2]));
                i += 2;
            } else {
                plain.write(plusIsSpace && sent[i] == '+' ? ' ' : sent[i]);
            }
        }
        return plain.toByteArray();
    }

    private static boolean isEncoded(byte[] bytes, int at) {
        return bytes[at] == '%'
                && at + 2 < bytes.length
                && HexFormat.isHexDigit(bytes[at + 1])
                && HexFormat.isHexDigit(bytes[at + 2]);
    }

    private static void append(StringBuilder text, byte one) {
        if (isUnreserved(one)) {
            text.append((char) one);
        } else {
            text.append('%').append(HEX.toHexDigits(one));
        }
    }

    private static boolean isUnreserved(byte one) {
        boolean isAscii = one >= 0;
        return isAscii && (Character.isLetterOrDigit(one) || "-._~".indexOf(one) >= 0);
    }
}
