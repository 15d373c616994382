package io.logferry.api.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Puts a {@link Connection} in front of every channel that Netty accepts. Vert.x and Quarkus have no hook before the first request. Netty finds
 * the extension by {@code META-INF/services} after {@link #enable}.
 */
public final class ConnectionsExtension extends ChannelInitializerExtension {
    private final Connections connections = Connections.ofThisProcess();

    /** Must be called before the server starts. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst("logferry-connection", new Connection(connections));
    }
}
