package io.logferry.store.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** An object store that refuses some requests as other stores do, and passes the rest on to a real one. */
public final class RefusingStore implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI behind;
    private final Predicate<String> refused;
    private final String answer;

    /** @param refused of a request's first line, such as {@code GET /bucket?uploads HTTP/1.1} */
    public RefusingStore(URI behind, Predicate<String> refused, String status, String code, String message)
            throws IOException {
        this.behind = behind;
        this.refused = refused;
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + message
                + "</Message></Error>";
        this.answer =
                "HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            String head = head(caller.getInputStream());
            if (refused.test(head.lines().findFirst().orElse(""))) {
                caller.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                return;
            }
            try (Socket store = new Socket(behind.getHost(), behind.getPort())) {
                String single = head.replaceFirst("(?i)\r\nconnection: *keep-alive", "\r\nConnection: close");
                store.getOutputStream().write(single.getBytes(StandardCharsets.UTF_8));
                Thread.ofVirtual().start(() -> pass(caller, store));
                store.getInputStream().transferTo(caller.getOutputStream());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException ended) {
            // by whichever of the two has what it wanted
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
