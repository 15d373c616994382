package io.logferry.cli.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts of {@code NO_PROXY}, which the command reaches without a proxy. The entries, separated by commas: a name, which
 * includes its subdomains, with or without a dot or {@code *.} before it; an address; a range of addresses such as
 * {@code 10.0.0.0/8}; any of them with a port; {@code *} for all hosts. This machine is always included.
 */
record DirectHosts(List<String> entries) {

    static DirectHosts parse(String noProxy) {
        return new DirectHosts(Arrays.stream(noProxy.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    boolean include(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT).replaceAll("^\\[|\\]$", "");
        Optional<InetAddress> address = address(host);
        boolean here = host.equals("localhost")
                || address.filter(InetAddress::isLoopbackAddress).isPresent();
        return here || entries.stream().anyMatch(entry -> matches(entry, host, address, port(uri)));
    }

    private static boolean matches(String entry, String host, Optional<InetAddress> address, int port) {
        if (entry.equals("*") || entry.equals(host)) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return address.isPresent()
                    && isWithin(address.get(), entry.substring(0, slash), entry.substring(slash + 1));
        }
        String suffix = ":" + port;
        String name = entry.endsWith(suffix) ? entry.substring(0, entry.length() - suffix.length()) : entry;
        String domain = name.replaceFirst("^\\*?\\.", "").replaceAll("^\\[|\\]$", "");
        return host.equals(domain) || (address.isEmpty() && host.endsWith("." + domain));
    }

    private static boolean isWithin(InetAddress address, String network, String length) {
        byte[] wanted = address(network).map(InetAddress::getAddress).orElse(new byte[0]);
        byte[] found = address.getAddress();
        if (wanted.length != found.length || !length.matches("[0-9]{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(length);
        for (int bit = 0; bit < Math.min(bits, 8 * found.length); bit++) {
            if (((wanted[bit / 8] ^ found[bit / 8]) << (bit % 8) & 0x80) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Parses a host that is written as an address; never asks DNS. */
    private static Optional<InetAddress> address(String host) {
        if (!host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
