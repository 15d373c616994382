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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, first in its channel's pipeline, so that it sees all bytes, also those of TLS. It is closed if a request is not complete within
 * {@link #PATIENCE} after its first byte, or the first request within this time after the connection was opened. An answer may take any time
 * while the caller reads it.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Vert.x's name of its own handler, which is the last one. */
    private static final String HTTP = "handler";

    private final Connections connections;
    private String address = "";
    private volatile @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> deadline;
    private boolean isWatched;
    private boolean isPartial = true;

    /** Bytes of the next request, after the last complete one. */
    private int behind;

    private volatile boolean isGoing;
    private final UnsentAnswers answers = new UnsentAnswers();

    /** Guarded by {@link Connections}. */
    private long bytes;

    Connection(Connections connections) {
        this.connections = connections;
    }

    String address() {
        return address;
    }

    /** May it be closed, and is it not about to be closed already? */
    boolean mayGo() {
        return !isGoing && answers.areSentOrStalled();
    }

    boolean mayGoForItsBytes() {
        return bytes > 0 && answers.areSentOrStalled();
    }

    long bytes() {
        return bytes;
    }

    void addBytes(long more) {
        bytes += more;
    }

    /** Reduces the bytes to at most {@code kept}; returns by how many. */
    long keepBytes(long kept) {
        long gone = Math.max(0, bytes - kept);
        bytes -= gone;
        return gone;
    }

    /**
     * Closes the connection to make room for others, unless a request is being answered by then: what is in the socket already is read first.
     *
     * @param otherwise makes the room in this case
     */
    void goIfAtRest(Runnable otherwise) {
        isGoing = true;
        inOwnThread(channel -> {
            isGoing = false;
            if (answers.areSentOrStalled()) {
                shut(channel);
            } else {
                otherwise.run();
            }
        });
    }

    void go() {
        inOwnThread(Connection::shut);
    }

    private void inOwnThread(Consumer<ChannelHandlerContext> step) {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.executor().execute(() -> step.accept(current));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext channel) {
        context = channel;
        address = CallerAddress.of(channel.channel().remoteAddress());
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
     * Splits into pieces what comes after TLS, if there is TLS: the first request may arrive in the same bytes as the end of the handshake, which is
     * when Vert.x sets up HTTP.
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

    private static void shut(ChannelHandlerContext channel) {
        ChannelFuture unused = channel.close();
    }

    /** Pieces so small that it does not matter what follows a request in the same piece. The next piece begins the time of the next request. */
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
                answers.expectOne(channel);
            }
            channel.fireChannelRead(message);
        }

        /** An answer may be sent before its request is complete, for example if a body is too large. */
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
            if (answers.sentOne()) {
                connections.answered(Connection.this, behind);
            }
        }
    }
}
