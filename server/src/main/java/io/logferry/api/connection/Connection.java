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
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, first in its channel's pipeline: it sees bytes, also of TLS. A request comes whole within {@link #PATIENCE}, from its first
 * byte to its last, and the first of all within that time from the connection's own beginning; else the connection is cut.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** That were not answered yet; nobody sends so many one after the other without reading the answers. */
    private static final int MOST_REQUESTS = 16;

    /** As much of a next request as may be forgotten. */
    private static final int MOST_UNSEEN = 4096;

    /** As Vert.x names its own, which is the last one. */
    private static final String HTTP = "handler";

    private final Connections connections;
    private String address = "";
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private int lastRead;
    private boolean isWatched;
    private boolean isPartial = true;
    private volatile boolean isGoing;
    private final AtomicInteger unanswered = new AtomicInteger();

    /** Guarded by {@link Connections}. */
    private long bytes;

    Connection(Connections connections) {
        this.connections = connections;
    }

    String address() {
        return address;
    }

    /** Is nothing being answered, and is it not about to go already? */
    boolean mayGo() {
        return !isGoing && unanswered.get() <= 0;
    }

    long bytes() {
        return bytes;
    }

    void addBytes(long more) {
        bytes += more;
    }

    /** Sets how many there are from now on; how many fewer that is. */
    long keepBytes(long kept) {
        long gone = bytes - kept;
        bytes = kept;
        return gone;
    }

    /** Makes room for others, unless a request is being answered by then: what lies in the socket already is read before this has its turn. */
    void goIfAtRest() {
        isGoing = true;
        inItsThread(channel -> {
            isGoing = false;
            if (unanswered.get() <= 0) {
                shut(channel);
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
        lastRead = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        connections.heardOf(this, lastRead);
        isPartial = true;
        watch(channel.pipeline());
        channel.fireChannelRead(message);
        if (isPartial) {
            awaitRest(channel);
        }
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

    /** Requests and answers are seen right before Vert.x handles them. They can be once TLS, if any, has agreed. */
    private void watch(ChannelPipeline pipeline) {
        if (!isWatched && pipeline.get(HTTP) != null) {
            isWatched = true;
            pipeline.addBefore(HTTP, "logferry-requests", new Requests());
        }
    }

    private static void shut(ChannelHandlerContext channel) {
        ChannelFuture unused = channel.close();
    }

    private final class Requests extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (message instanceof LastHttpContent) {
                isPartial = false;
                expectNothing();
                if (unanswered.incrementAndGet() > MOST_REQUESTS) {
                    shut(channel);
                }
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
                told.addListener(sent -> sent(channel));
                ChannelFuture unused = channel.write(message, told);
            } else {
                ChannelFuture unused = channel.write(message, promise);
            }
        }

        /** Behind the request there may have been a part of the next one, which nobody can see. */
        private void sent(ChannelHandlerContext channel) {
            if (unanswered.decrementAndGet() > 0) {
                return;
            }
            boolean mayHoldMore = lastRead > MOST_UNSEEN;
            connections.answered(Connection.this, mayHoldMore ? lastRead : 0);
            if (mayHoldMore && channel.channel().isActive()) {
                awaitRest(channel);
            }
        }
    }
}
