package io.logferry.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";
    private static final String HALF = "GET / HTTP/1.1\r\nX: ";

    private final List<EmbeddedChannel> all = new ArrayList<>();

    @Test
    void of_one_address_s_connections_the_one_goes_that_was_heard_of_least_recently() {
        Connections four = new Connections(8, 1_000_000);
        List<EmbeddedChannel> channels =
                IntStream.range(0, 4).mapToObj(one -> open(four, "10.0.0.1")).toList();
        send(channels.get(0), HALF);
        open(four, "10.0.0.1");
        assertOpen(channels.get(0), true);
        assertOpen(channels.get(1), false);
        open(four, "10.0.0.2");
        assertOpen(channels.get(2), true);
    }

    @Test
    void where_there_are_too_many_in_all_the_address_with_most_of_them_loses_one() {
        Connections four = new Connections(4, 1_000_000);
        EmbeddedChannel few = open(four, "10.0.0.1");
        EmbeddedChannel many = open(four, "10.0.0.2");
        open(four, "10.0.0.2");
        open(four, "10.0.0.3");
        EmbeddedChannel newcomer = open(four, "10.0.0.4");
        assertOpen(few, true);
        assertOpen(many, false);
        assertOpen(newcomer, true);
    }

    @Test
    void none_goes_whose_request_is_being_answered() {
        Connections one = new Connections(2, 1_000_000);
        EmbeddedChannel answered = open(one, "10.0.0.1");
        send(answered, REQUEST);
        EmbeddedChannel newcomer = open(one, "10.0.0.1");
        assertOpen(answered, true);
        assertOpen(newcomer, false);
        answered.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        EmbeddedChannel next = open(one, "10.0.0.1");
        assertOpen(answered, false);
        assertOpen(next, true);
    }

    @Test
    void where_requests_hold_too_many_bytes_the_one_that_holds_most_goes() {
        Connections small = new Connections(100, 1000);
        EmbeddedChannel little = open(small, "10.0.0.1");
        EmbeddedChannel much = open(small, "10.0.0.1");
        send(little, HALF);
        send(much, HALF + "x".repeat(600));
        EmbeddedChannel next = open(small, "10.0.0.2");
        send(next, HALF + "x".repeat(500));
        assertOpen(much, false);
        assertOpen(little, true);
        assertOpen(next, true);
        send(next, "x".repeat(300));
        assertOpen(next, true);
    }

    @Test
    void a_request_has_ten_seconds_from_its_first_byte_and_between_requests_there_is_no_hurry() {
        Connections any = new Connections(100, 1000);
        EmbeddedChannel silent = open(any, "10.0.0.1");
        EmbeddedChannel slow = open(any, "10.0.0.1");
        EmbeddedChannel idle = open(any, "10.0.0.1");
        EmbeddedChannel late = open(any, "10.0.0.1");
        for (EmbeddedChannel channel : List.of(idle, late)) {
            send(channel, REQUEST);
            channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        }
        for (int second = 0; second < 9; second++) {
            advance(1);
            send(slow, "G");
        }
        assertOpen(silent, true);
        assertOpen(slow, true);
        send(late, HALF);
        advance(2);
        assertOpen(silent, false);
        assertOpen(slow, false);
        assertOpen(late, true);
        advance(9);
        assertOpen(late, false);
        assertOpen(idle, true);
    }

    @Test
    void a_network_of_ipv6_counts_as_one_address() {
        assertThat(Connections.address(new InetSocketAddress("2001:db8:1:2::1", 1)))
                .isEqualTo(Connections.address(new InetSocketAddress("2001:db8:1:2:3:4:5:6", 2)))
                .isNotEqualTo(Connections.address(new InetSocketAddress("2001:db8:1:3::1", 1)));
        assertThat(Connections.address(new InetSocketAddress("10.0.0.1", 1))).isEqualTo("10.0.0.1");
    }

    private EmbeddedChannel open(Connections connections, String address) {
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 1);
            }
        };
        channel.freezeTime();
        channel.pipeline().addLast(new Connection(connections), new HttpServerCodec());
        channel.pipeline().addLast("handler", new io.netty.channel.ChannelInboundHandlerAdapter());
        channel.pipeline().fireChannelActive();
        all.add(channel);
        all.forEach(EmbeddedChannel::runPendingTasks);
        return channel;
    }

    private void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        all.forEach(EmbeddedChannel::runPendingTasks);
    }

    private void advance(int seconds) {
        all.forEach(channel -> {
            channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        });
    }

    private static void assertOpen(EmbeddedChannel channel, boolean isOpen) {
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isEqualTo(isOpen);
    }
}
