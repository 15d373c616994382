package io.logferry.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, first in its channel's pipeline: it sees bytes, also of TLS. A request comes whole within {@link #PATIENCE}, from its first
 * byte to its last, and the first of all within that time from the connection's own beginning; else the connection is cut. An answer may take
 * as long as it likes while its caller reads.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** That were not answered yet; nobody sends so many one after the other without reading the answers. */
    private static final int MOST_REQUESTS = 16;

    private static final Duration LOOK_AT_ANSWERS = Duration.ofSeconds(30);

    /** Looks without a byte sent, after which the connection may go where others need room. */
    private static final int STALLED = 2;

    /** Looks without a byte sent, after which it goes. Longer than a slow reader's system takes to open its window again. */
    private static final int GIVEN_UP = 10;

    /** As Vert.x names its own, which is the last one. */
    private static final String HTTP = "handler";

    private final Connections connections;
    private String address = "";
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private boolean isWatched;
    private boolean isPartial = true;

    /** Bytes behind the last whole request, of a next one. */
    private int behind;

    private volatile boolean isGoing;
    private final AtomicInteger unanswered = new AtomicInteger();
    private boolean isLookedAt;
    private UnsentBytes unsent = UnsentBytes.NONE;
    private volatile int stalledLooks;

    /** Guarded by {@link Connections}. */
    private long bytes;

    Connection(Connections connections) {
        this.connections = connections;
    }

    String address() {
        return address;
    }

    /** Is it not about to go already, and could it? */
    boolean mayGo() {
        return !isGoing && isAtRest();
    }

    /** Is nothing being answered, or nothing that anybody reads? */
    private boolean isAtRest() {
        return unanswered.get() <= 0 || stalledLooks >= STALLED;
    }

    boolean mayGoForItsBytes() {
        return bytes > 0 && isAtRest();
    }

    long bytes() {
        return bytes;
    }

    void addBytes(long more) {
        bytes += more;
    }

    /** At most so many are left from now on; how many fewer that is. */
    long keepBytes(long kept) {
        long gone = Math.max(0, bytes - kept);
        bytes -= gone;
        return gone;
    }

    /**
     * Makes room for others, unless a request is being answered by then: what lies in the socket already is read before this has its turn.
     *
     * @param otherwise makes the room then
     */
    void goIfAtRest(Runnable otherwise) {
        isGoing = true;
        inItsThread(channel -> {
            isGoing = false;
            if (isAtRest()) {
                shut(channel);
            } else {
                otherwise.run();
            }
        });
    }

    void go() {
        inItsThread(Connection::shut);
    }

    private void inItsThread(Consumer<ChannelHandlerContext> step) {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.executor().execute(() -> step.accept(current));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext channel) {
        context = channel;
        address = Connections.address(channel.channel().remoteAddress());
        awaitRest(channel);
        connections.opened(this);
        channel.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        expectNothing();
        connections.closed(this);
        channel.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        connections.heardOf(this, message instanceof ByteBuf buffer ? buffer.readableBytes() : 0);
        isPartial = true;
        watch(channel);
        channel.fireChannelRead(message);
        if (isPartial) {
            awaitRest(channel);
        }
        connections.makeRoom();
    }

    private void awaitRest(ChannelHandlerContext channel) {
        if (deadline == null) {
            deadline = channel.executor().schedule(() -> shut(channel), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void expectNothing() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /**
     * Requests are seen in pieces behind TLS, if any: the first may come in the same bytes as the end of the handshake, which is when Vert.x sets
     * up HTTP.
     */
    private void watch(ChannelHandlerContext channel) {
        if (isWatched) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null || pipeline.get(HTTP) != null) {
            isWatched = true;
            pipeline.addAfter((tls == null ? channel : tls).name(), "logferry-pieces", new Pieces());
        }
    }

    /** An answer that nobody reads holds a connection for good otherwise. */
    private void lookAtAnswers(ChannelHandlerContext channel) {
        if (!isLookedAt) {
            isLookedAt = true;
            unsent = UnsentBytes.of(channel.channel());
            Future<?> unused =
                    channel.executor().schedule(() -> look(channel), LOOK_AT_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(ChannelHandlerContext channel) {
        isLookedAt = false;
        UnsentBytes now = UnsentBytes.of(channel.channel());
        stalledLooks = now.isSome() && now.equals(unsent) ? stalledLooks + 1 : 0;
        if (stalledLooks >= GIVEN_UP) {
            shut(channel);
        } else if (channel.channel().isActive() && unanswered.get() > 0) {
            lookAtAnswers(channel);
        }
    }

    private static void shut(ChannelHandlerContext channel) {
        ChannelFuture unused = channel.close();
    }

    /** So small that what comes behind a request in the same piece doesn't matter; what comes in the next one is a next request, to be whole in time. */
    private final class Pieces extends ChannelInboundHandlerAdapter {
        private static final int LARGEST = 4096;

        private boolean isFollowed;

        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (!isFollowed && channel.pipeline().get(HTTP) != null) {
                isFollowed = true;
                channel.pipeline().addBefore(HTTP, "logferry-requests", new Requests());
            }
            if (!(message instanceof ByteBuf whole)) {
                channel.fireChannelRead(message);
                return;
            }
            while (whole.readableBytes() > LARGEST) {
                // A copy: a slice would keep all of the buffer.
                see(channel, channel.alloc().buffer(LARGEST).writeBytes(whole, LARGEST));
            }
            see(channel, whole);
        }

        private void see(ChannelHandlerContext channel, ByteBuf piece) {
            isPartial = true;
            behind += piece.readableBytes();
            channel.fireChannelRead(piece);
        }
    }

    private final class Requests extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (message instanceof LastHttpContent) {
                isPartial = false;
                behind = 0;
                expectNothing();
                if (unanswered.incrementAndGet() > MOST_REQUESTS) {
                    shut(channel);
                }
                lookAtAnswers(channel);
            }
            channel.fireChannelRead(message);
        }

        /** An answer may come before its request is whole, as where a body is too large. */
        @Override
        public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
            boolean isInterim =
                    message instanceof HttpResponse answer && answer.status().code() < 200;
            if (message instanceof LastHttpContent && !isInterim) {
                ChannelPromise told = promise.unvoid();
                told.addListener(sent -> sent());
                ChannelFuture unused = channel.write(message, told);
            } else {
                ChannelFuture unused = channel.write(message, promise);
            }
        }

        private void sent() {
            if (unanswered.decrementAndGet() <= 0) {
                stalledLooks = 0;
                connections.answered(Connection.this, behind);
            }
        }
    }
}
