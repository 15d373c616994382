package io.logferry.api.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The answers that one connection still has to send. Without it an answer that the caller does not read would keep the connection for ever. */
final class UnsentAnswers {
    /** Nobody sends more requests one after the other without reading the answers. */
    private static final int MOST = 16;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    /** Looks without a byte sent, after which the connection may be closed if others need room. */
    private static final int STALLED = 2;
    /** Looks without a byte sent, after which it is closed. Longer than a slow reader's system takes to open its window again. */
    private static final int GIVEN_UP = 10;

    private final AtomicInteger count = new AtomicInteger();
    private boolean isLookPlanned;
    private Progress lastSeen = Progress.NONE;
    private volatile int stalledLooks;

    /**
     * What a channel has to send and its socket does not accept. If two in succession are equal, nothing was sent in between.
     *
     * @param first identifies what is being sent
     * @param firstSent how much of it is sent
     */
    private record Progress(int buffers, int first, long firstSent, long bytes) {
        static final Progress NONE = new Progress(0, 0, 0, 0);

        static Progress of(Channel channel) {
            ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
            return unsent == null
                    ? NONE
                    : new Progress(
                            unsent.size(),
                            System.identityHashCode(unsent.current()),
                            unsent.currentProgress(),
                            unsent.totalPendingWriteBytes());
        }
    }

    /** Are all sent, or does the caller not read them? */
    boolean areSentOrStalled() {
        return count.get() <= 0 || stalledLooks >= STALLED;
    }

    /** A request is complete, so an answer is due. Closes the channel if there are too many. */
    void expectOne(ChannelHandlerContext channel) {
        if (count.incrementAndGet() > MOST) {
            ChannelFuture unused = channel.close();
        }
        planLook(channel);
    }

    /** Are all sent now? */
    boolean sentOne() {
        boolean areAllSent = count.decrementAndGet() <= 0;
        if (areAllSent) {
            stalledLooks = 0;
        }
        return areAllSent;
    }

    private void planLook(ChannelHandlerContext channel) {
        if (!isLookPlanned) {
            isLookPlanned = true;
            lastSeen = Progress.of(channel.channel());
            Future<?> unused =
                    channel.executor().schedule(() -> look(channel), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(ChannelHandlerContext channel) {
        isLookPlanned = false;
        Progress now = Progress.of(channel.channel());
        stalledLooks = now.buffers() > 0 && now.equals(lastSeen) ? stalledLooks + 1 : 0;
        if (stalledLooks >= GIVEN_UP) {
            ChannelFuture unused = channel.close();
        } else if (channel.channel().isActive() && count.get() > 0) {
            planLook(channel);
        }
    }
}
