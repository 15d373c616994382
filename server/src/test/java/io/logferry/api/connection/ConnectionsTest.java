package io.logferry.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
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
    void of_the_connections_of_one_address_the_longest_silent_is_closed() {
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
    void if_there_are_too_many_in_all_the_address_with_most_of_them_loses_one() {
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
    void no_connection_is_closed_while_its_request_is_being_answered() {
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
    void if_requests_hold_too_many_bytes_the_connection_with_most_is_closed() {
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

    /** Each of its halves is small, all of them together are not. */
    @Test
    void the_address_with_most_bytes_loses_a_connection_and_not_the_sender_of_one_large_request() {
        Connections small = new Connections(100, 1000);
        List<EmbeddedChannel> halves =
                IntStream.range(0, 9).mapToObj(one -> open(small, "10.0.0.1")).toList();
        halves.forEach(half -> send(half, HALF + "x".repeat(80)));
        EmbeddedChannel other = open(small, "10.0.0.2");
        send(other, HALF + "x".repeat(300));
        assertOpen(other, true);
        assertThat(halves.stream().filter(EmbeddedChannel::isOpen)).hasSize(6);
    }

    @Test
    void a_complete_request_is_not_closed_for_its_bytes_while_others_are_incomplete() {
        Connections small = new Connections(100, 1000);
        EmbeddedChannel half = open(small, "10.0.0.1");
        send(half, HALF + "x".repeat(500));
        EmbeddedChannel idle = open(small, "10.0.0.1");
        EmbeddedChannel whole = open(small, "10.0.0.1");
        send(whole, HALF + "x".repeat(700) + "\r\n\r\n");
        assertOpen(whole, true);
        assertOpen(idle, true);
        assertOpen(half, false);
    }

    @Test
    void a_new_connection_is_closed_if_all_of_the_largest_address_are_being_answered() {
        Connections four = new Connections(4, 1_000_000);
        List<EmbeddedChannel> answered = List.of(open(four, "10.0.0.1"), open(four, "10.0.0.1"));
        answered.forEach(channel -> send(channel, REQUEST));
        EmbeddedChannel second = open(four, "10.0.0.2");
        EmbeddedChannel third = open(four, "10.0.0.3");
        EmbeddedChannel newcomer = open(four, "10.0.0.4");
        assertOpen(newcomer, false);
        assertThat(List.of(answered.get(0), answered.get(1), second, third)).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void an_unread_answer_makes_room_after_a_while_and_is_given_up_later() {
        Connections two = new Connections(2, 1_000_000);
        EmbeddedChannel stalled = open(two, new StalledChannel("10.0.0.1"));
        answerWithoutSending(stalled);
        advance(59);
        assertOpen(open(two, "10.0.0.1"), false);
        assertOpen(stalled, true);
        advanceInSteps(2);
        EmbeddedChannel newcomer = open(two, "10.0.0.1");
        assertOpen(stalled, false);
        assertOpen(newcomer, true);

        EmbeddedChannel alone = open(two, new StalledChannel("10.0.0.2"));
        answerWithoutSending(alone);
        advanceInSteps(10);
        assertOpen(alone, true);
        advanceInSteps(1);
        assertOpen(alone, false);
    }

    @Test
    void an_answer_that_is_read_slowly_has_no_deadline() {
        Connections two = new Connections(2, 1_000_000);
        StalledChannel slow = new StalledChannel("10.0.0.1");
        open(two, slow);
        answerWithoutSending(slow);
        for (int minute = 0; minute < 30; minute++) {
            slow.sendOneByte();
            advanceInSteps(2);
        }
        assertOpen(slow, true);
        assertOpen(open(two, "10.0.0.1"), false);
    }

    /** A token may be larger than what may come unseen behind a request. */
    @Test
    void between_requests_there_is_no_hurry_after_a_large_one_either_and_half_a_next_one_is_seen() {
        Connections any = new Connections(100, 1_000_000);
        EmbeddedChannel idle = open(any, "10.0.0.1");
        EmbeddedChannel half = open(any, "10.0.0.1");
        String large = "GET / HTTP/1.1\r\nX: " + "x".repeat(8000) + "\r\n\r\n";
        send(idle, large);
        send(half, large + HALF + "x".repeat(5000));
        List.of(idle, half)
                .forEach(channel -> channel.writeOutbound(
                        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK)));
        advance(11);
        assertOpen(idle, true);
        assertOpen(half, false);
    }

    /** Its socket takes nothing but what it is told to. */
    private static final class StalledChannel extends EmbeddedChannel {
        private final String address;

        private StalledChannel(String address) {
            this.address = address;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(address == null ? "10.0.0.1" : address, 1);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer unsent) {}

        void sendOneByte() {
            unsafe().outboundBuffer().progress(1);
        }
    }

    private static void answerWithoutSending(EmbeddedChannel channel) {
        channel.writeInbound(Unpooled.copiedBuffer(REQUEST, StandardCharsets.ISO_8859_1));
        channel.pipeline()
                .writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[1000])));
        channel.runPendingTasks();
    }

    private void advanceInSteps(int halfMinutes) {
        for (int step = 0; step < halfMinutes; step++) {
            advance(30);
        }
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
        assertThat(CallerAddress.of(new InetSocketAddress("2001:db8:1:2::1", 1)))
                .isEqualTo(CallerAddress.of(new InetSocketAddress("2001:db8:1:2:3:4:5:6", 2)))
                .isNotEqualTo(CallerAddress.of(new InetSocketAddress("2001:db8:1:3::1", 1)));
        assertThat(CallerAddress.of(new InetSocketAddress("10.0.0.1", 1))).isEqualTo("10.0.0.1");
    }

    private EmbeddedChannel open(Connections connections, String address) {
        return open(connections, new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 1);
            }
        });
    }

    private EmbeddedChannel open(Connections connections, EmbeddedChannel channel) {
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
