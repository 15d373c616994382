package io.logferry.api.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * All connections of callers. Limits their number, in all and for each address, and the bytes of requests that are not answered yet. Beyond a
 * limit it closes a connection of the address that uses most. If there are too many connections, this is the one that has been silent longest and
 * is not being answered; if all are being answered, the new one. If there are too many bytes, it is the one with most bytes, if possible one that
 * is not being answered.
 */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);

    /** Each takes about 10 KiB of the heap. */
    private static final int MOST = 8192;

    /** Of the process's file descriptors, for connections. The others are for logs, the store and the state database. */
    private static final double SHARE_OF_DESCRIPTORS = 0.5;

    private static final int MOST_BYTES = 16 * 1024 * 1024;

    /** Of one connection's requests. More, such as most of a body that is too large, is discarded as it arrives. */
    private static final long MOST_HELD = 2 * 1024 * 1024;

    private final int most;
    private final int mostOfOne;
    private final long mostBytes;

    /** By address; the one that sent most recently is last. */
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

    /** A connection was opened. If there are too many, closes another, or this one if all others are being answered. */
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

    /** The connection has received bytes. The caller calls {@link #makeRoom} after it has handled them. */
    synchronized void heardOf(Connection connection, int newBytes) {
        Set<Connection> neighbours = byAddress.get(connection.address());
        if (neighbours == null || !neighbours.remove(connection)) {
            return; // closed in the meantime
        }
        neighbours.add(connection);
        int held = Math.clamp(MOST_HELD - connection.bytes(), 0, newBytes);
        connection.addBytes(held);
        bytes += held;
    }

    /** Called when a complete request is already being answered, so that its connection is not among the first to be closed. */
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

    /** All its requests are answered. @param held the bytes of the next one */
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
        logClosing("unanswered requests have more than " + mostBytes + " bytes");
        connection.go();
    }

    private void cutOneOf(Set<Connection> connections, Connection newcomer, String reason) {
        connections.stream()
                .filter(connection -> connection != newcomer && connection.mayGo())
                .findFirst()
                .ifPresentOrElse(connection -> connection.goIfAtRest(newcomer::go), newcomer::go);
        logClosing(reason);
    }

    /** One line for each power of two: a caller who opens many connections must not fill the log. */
    private void logClosing(String reason) {
        if (Long.bitCount(++cut) == 1) {
            LOG.warnf("a connection is closed: %s; %d were closed so far to make room", reason, cut);
        }
    }
}
