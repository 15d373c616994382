package io.logferry.source;

import io.logferry.id.NodeId;
import io.logferry.id.Secret;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeAddress;
import io.logferry.instance.NodeRole;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A hostile server that speaks PostgreSQL's protocol. */
public final class HostileServer implements AutoCloseable {
    /** What it does after a client's first message, or after a login and a query. */
    @FunctionalInterface
    public interface Deed {
        void run(Session session) throws IOException;
    }

    private static final int ENCRYPTION_REQUEST = 80_877_103;

    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final Deed deed;
    private final AtomicInteger sessions = new AtomicInteger();

    private HostileServer(Optional<SSLContext> tls, Deed deed) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.tls = tls;
        this.deed = deed;
        Thread.ofVirtual().start(this::serve);
    }

    public static HostileServer beforeLogin(Deed deed) throws IOException {
        return new HostileServer(Optional.empty(), deed);
    }

    public static HostileServer afterLogin(Deed deed) throws IOException {
        return afterLogin(Optional.empty(), deed);
    }

    public static HostileServer afterLogin(Optional<SSLContext> tls, Deed deed) throws IOException {
        return new HostileServer(tls, session -> {
            session.letIn();
            session.request();
            deed.run(session);
        });
    }

    public int sessions() {
        return sessions.get();
    }

    public Node node() {
        return new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "orders_node0",
                NodeRole.MASTER,
                Optional.of(new NodeAddress(
                        "127.0.0.1",
                        listening.getLocalPort(),
                        "postgres",
                        "logferry",
                        new Secret("pencil"),
                        tls.isPresent() ? "require" : "disable",
                        Optional.empty())),
                new LogLocation.Sql(Optional.empty()));
    }

    private void serve() {
        while (true) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        sessions.incrementAndGet();
        try (plain) {
            DataInputStream in = new DataInputStream(plain.getInputStream());
            if (tls.isEmpty()) {
                in.readNBytes(in.readInt() - Integer.BYTES);
                deed.run(new Session(plain));
                return;
            }
            if (in.readInt() != 8 || in.readInt() != ENCRYPTION_REQUEST) {
                throw new AssertionError("no encryption was asked for");
            }
            plain.getOutputStream().write('S');
            SSLSocket encrypted = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, null, true);
            encrypted.setUseClientMode(false);
            DataInputStream startup = new DataInputStream(encrypted.getInputStream());
            startup.readNBytes(startup.readInt() - Integer.BYTES);
            deed.run(new Session(encrypted));
        } catch (IOException gone) {
            // the client hung up, as it should
            return;
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    public static final class Session {
        private final DataInputStream in;
        private final DataOutputStream out;

        private Session(Socket socket) throws IOException {
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        }

        /** Writes the head of a message; the caller writes the rest. */
        public DataOutputStream message(char type, int length) throws IOException {
            out.writeByte(type);
            out.writeInt(Integer.BYTES + length);
            return out;
        }

        public void message(char type, byte[] body) throws IOException {
            message(type, body.length).write(body);
        }

        public void flush() throws IOException {
            out.flush();
        }

        void letIn() throws IOException {
            message('R', 4).writeInt(0);
            message('S', text("server_version", "18.6"));
            message('S', text("client_encoding", "UTF8"));
            message('S', text("standard_conforming_strings", "on"));
            message('S', text("DateStyle", "ISO, MDY"));
            message('S', text("integer_datetimes", "on"));
            message('K', new byte[8]);
            ready();
        }

        void ready() throws IOException {
            message('Z', 1).writeByte('I');
            flush();
        }

        /** The client's next message, without its type. */
        public byte[] request() throws IOException {
            in.readByte();
            return in.readNBytes(in.readInt() - Integer.BYTES);
        }

        /** Announces rows with so many text columns. */
        public void describe(int columns) throws IOException {
            int length = Short.BYTES + columns * (2 + 18);
            DataOutputStream message = message('T', length);
            message.writeShort(columns);
            for (int column = 0; column < columns; column++) {
                message.write(text("c"));
                message.write(new byte[6]);
                message.writeInt(25);
                message.writeShort(-1);
                message.writeInt(-1);
                message.writeShort(0);
            }
        }

        /** Keeps the connection open until the client closes it. */
        public void stay() throws IOException {
            flush();
            while (in.read() >= 0) {
                Thread.onSpinWait();
            }
        }

        public static byte[] text(String... words) {
            return (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
        }
    }
}
