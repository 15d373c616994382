package io.logferry.api.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Puts a {@link Connection} in front of every channel that Netty accepts: neither Vert.x nor Quarkus lets anybody look at a connection before
 * its first request is there. Netty finds it by {@code META-INF/services}, once it is told to look.
 */
public final class ConnectionsExtension extends ChannelInitializerExtension {
    private final Connections connections = Connections.ofThisProcess();

    /** To be called before the server is made. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst("logferry-connection", new Connection(connections));
    }
}
