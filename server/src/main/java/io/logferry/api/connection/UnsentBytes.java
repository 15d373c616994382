package io.logferry.api.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What a channel has to send and its socket doesn't take. Two that are equal, one after the other: nothing was sent in between.
 *
 * @param first identifies what is being sent
 * @param firstSent how much of that is
 */
record UnsentBytes(int count, int first, long firstSent, long bytes) {
    static final UnsentBytes NONE = new UnsentBytes(0, 0, 0, 0);

    static UnsentBytes of(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null
                ? NONE
                : new UnsentBytes(
                        unsent.size(),
                        System.identityHashCode(unsent.current()),
                        unsent.currentProgress(),
                        unsent.totalPendingWriteBytes());
    }

    boolean isSome() {
        return count > 0;
    }
}
