package io.logferry.story;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections on which something comes a byte at a time and is never whole. */
final class SlowSenders implements AutoCloseable {
    private final List<SocketChannel> open = new ArrayList<>();

    /** @param beginning what each of them sends at once */
    SlowSenders(URI endpoint, int number, String beginning) throws IOException {
        for (int sender = 0; sender < number; sender++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.ISO_8859_1)));
            open.add(channel);
        }
    }

    /** Each of them sends one more byte; how many are not cut off. */
    int drip() throws IOException {
        for (SocketChannel channel : List.copyOf(open)) {
            if (isCutOff(channel)) {
                open.remove(channel);
                channel.close();
            }
        }
        return open.size();
    }

    private static boolean isCutOff(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            return channel.read(ByteBuffer.allocate(1024)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
