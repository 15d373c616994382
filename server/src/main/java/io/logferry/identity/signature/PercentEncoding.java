package io.logferry.identity.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding (RFC 3986, 2.1) as the signatures want it: all but unreserved characters is {@code %XX}, in capitals. */
final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** A path as it was sent, with what should have been encoded in it encoded; what is encoded already stays as it is. */
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

    /** Encodes a part of a query anew, so that it doesn't matter which characters a client needlessly encoded, or didn't. */
    static String again(String sent, boolean plusIsBlank) {
        StringBuilder encoded = new StringBuilder(sent.length());
        for (byte one : decoded(sent.getBytes(StandardCharsets.UTF_8), plusIsBlank)) {
            append(encoded, one);
        }
        return encoded.toString();
    }

    private static byte[] decoded(byte[] sent, boolean plusIsBlank) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(sent.length);
        for (int i = 0; i < sent.length; i++) {
            if (isEncoded(sent, i)) {
                plain.write(HexFormat.fromHexDigit(sent[i + 1]) << 4 | HexFormat.fromHexDigit(sent[i + 2]));
                i += 2;
            } else {
                plain.write(plusIsBlank && sent[i] == '+' ? ' ' : sent[i]);
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
        return one >= 'A' && one <= 'Z'
                || one >= 'a' && one <= 'z'
                || one >= '0' && one <= '9'
                || one == '-'
                || one == '.'
                || one == '_'
                || one == '~';
    }
}
