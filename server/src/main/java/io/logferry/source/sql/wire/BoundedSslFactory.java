package io.logferry.source.sql.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/** Encrypts the driver's sockets as libpq does; the driver finds this by its name. */
public final class BoundedSslFactory extends LibPQFactory {
    public BoundedSslFactory(Properties connection) throws PSQLException {
        super(connection);
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket encrypted = (SSLSocket) super.createSocket(socket, host, port, autoClose);
        return new BoundedSslSocket(encrypted, ((BoundedSocket) socket).answer());
    }
}
