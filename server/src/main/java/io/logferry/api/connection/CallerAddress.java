package io.logferry.api.connection;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one address of callers: a network of IPv6 that is given to one customer (a /64) is one. */
public final class CallerAddress {
    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;

    private CallerAddress() {}

    /** @param ip as text; what is none stands for itself */
    public static String of(String ip) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        return bytes != null && bytes.length == IPV6_BYTES
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES))
                : ip;
    }
}
