package io.logferry.api.connection;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one address of callers. An IPv6 network as one customer gets it (a /64) counts as one. */
public final class CallerAddress {
    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;

    private CallerAddress() {}

    static String of(SocketAddress remote) {
        return remote instanceof InetSocketAddress socket && socket.getAddress() != null
                ? of(socket.getAddress().getHostAddress())
                : String.valueOf(remote);
    }

    /** @param ip as text; any other text is returned as it is */
    public static String of(String ip) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        return bytes != null && bytes.length == IPV6_BYTES
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES))
                : ip;
    }
}
