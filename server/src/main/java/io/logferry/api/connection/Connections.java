package io.logferry.api.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * All connections of callers. Their number is bounded, in all and by address, and so are the bytes of requests that aren't answered yet. Where
 * a bound is passed, an address pays for itself. Of the address that has most connections the one goes that was heard of least recently and isn't
 * being answered; where all are, the newcomer goes. Of the address that holds most bytes the one goes that holds most, those being answered last.
 */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);

    /** Each costs some 10 KiB of the heap. */
    private static final int MOST = 8192;

    /** Of the file descriptors that the process may have, for connections; the others are for logs, the store, the state database. */
    private static final double SHARE_OF_DESCRIPTORS = 0.5;

    private static final int MOST_BYTES = 16 * 1024 * 1024;

    /** Of one connection's requests: what comes beyond that, such as most of a body that is too large, is let go as it comes. */
    private static final long MOST_HELD = 2 * 1024 * 1024;

    private final int most;
    private final int mostOfOne;
    private final long mostBytes;

    /** By address, each in the order in which they were heard of, the latest last. */
    private final Map<String, Set<Connection>> byAddress = new HashMap<>();

    private int count;
    private long bytes;
    private long cut;

    /** @param most half of them may be of one address: behind a proxy all are */
    Connections(int most, long mostBytes) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / 2);
        this.mostBytes = mostBytes;
    }

    static Connections ofThisProcess() {
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return new Connections((int) Math.min(MOST, descriptors * SHARE_OF_DESCRIPTORS), MOST_BYTES);
    }

    /** A connection was made; where it is one too many, another goes, or it goes itself where all others are being answered. */
    synchronized void opened(Connection connection) {
        Set<Connection> neighbours = byAddress.computeIfAbsent(connection.address(), none -> new LinkedHashSet<>());
        neighbours.add(connection);
        count++;
        if (neighbours.size() > mostOfOne) {
            cutOneOf(neighbours, connection, "its address has more than " + mostOfOne);
        } else if (count > most) {
            cutOneOf(largest(), connection, "there are more than " + most);
        }
    }

    synchronized void closed(Connection connection) {
        Set<Connection> neighbours = byAddress.get(connection.address());
        if (neighbours != null && neighbours.remove(connection)) {
            count--;
            bytes -= connection.keepBytes(0);
            if (neighbours.isEmpty()) {
                byAddress.remove(connection.address());
            }
        }
    }

    /** Something came on it; {@link #makeRoom} is to follow when that was looked at. */
    synchronized void heardOf(Connection connection, int newBytes) {
        Set<Connection> neighbours = byAddress.get(connection.address());
        if (neighbours == null || !neighbours.remove(connection)) {
            return; // closed meanwhile
        }
        neighbours.add(connection);
        int held = Math.clamp(MOST_HELD - connection.bytes(), 0, newBytes);
        connection.addBytes(held);
        bytes += held;
    }

    /** A request that came as a whole is being answered by now, and not among the first to go. */
    synchronized void makeRoom() {
        while (bytes > mostBytes) {
            Set<Connection> senders = byAddress.values().stream()
                    .max(Comparator.comparingLong(Connections::bytesOf))
                    .orElseThrow();
            cutForItsBytes(Collections.max(
                    senders, Comparator.comparing(Connection::mayGoForItsBytes).thenComparing(Connection::bytes)));
        }
    }

    private static long bytesOf(Set<Connection> connections) {
        return connections.stream().mapToLong(Connection::bytes).sum();
    }

    /** Every request of it is answered, and so many bytes of the next one are held. */
    synchronized void answered(Connection connection, int held) {
        if (byAddress.getOrDefault(connection.address(), Set.of()).contains(connection)) {
            bytes -= connection.keepBytes(held);
        }
    }

    private Set<Connection> largest() {
        return byAddress.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .orElseThrow();
    }

    private void cutForItsBytes(Connection connection) {
        closed(connection);
        tell("unanswered requests have more than " + mostBytes + " bytes");
        connection.go();
    }

    private void cutOneOf(Set<Connection> connections, Connection newcomer, String reason) {
        connections.stream()
                .filter(connection -> connection != newcomer && connection.mayGo())
                .findFirst()
                .ifPresentOrElse(connection -> connection.goIfAtRest(newcomer::go), newcomer::go);
        tell(reason);
    }

    /** One line for each power of two: whoever makes many must not fill the log. */
    private void tell(String reason) {
        if (Long.bitCount(++cut) == 1) {
            LOG.warnf("a connection is closed: %s; %d were closed so far to make room", reason, cut);
        }
    }

    static String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress socket && socket.getAddress() != null
                ? CallerAddress.of(socket.getAddress().getHostAddress())
                : String.valueOf(remote);
    }
}
