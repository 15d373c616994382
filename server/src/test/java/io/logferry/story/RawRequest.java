package io.logferry.story;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A request that well-behaved clients don't send, written to the socket as it stands. */
final class RawRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RawRequest() {}

    /**
     * @param target as it shall stand in the request line
     * @param headers further lines
     */
    static Answer get(URI endpoint, String target, String... headers) {
        StringBuilder request = new StringBuilder(
                "GET " + target + " HTTP/1.1\r\nHost: " + endpoint.getRawAuthority() + "\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return send(endpoint, request + "\r\n");
    }

    /** Posts a body that comes a byte at a time and is never whole, until the server has had enough of it. */
    static void dripUntilCutOff(URI endpoint, String target) throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = "POST " + target + " HTTP/1.1\r\nHost: " + endpoint.getRawAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            await().atMost(Duration.ofMinutes(2)).until(() -> isRefused(out));
        }
    }

    private static boolean isRefused(OutputStream body) {
        try {
            body.write(' ');
            return false;
        } catch (IOException cutOff) {
            return true;
        }
    }

    /** @param request all of it; it must end in the connection's end */
    static Answer send(URI endpoint, String request) {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return Transcript.add(read(socket.getInputStream()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        String[] parts = text.split("\r\n\r\n", 2);
        List<String> head = parts[0].lines().toList();
        Map<String, List<String>> headers = head.stream()
                .skip(1)
                .map(line -> line.split(": *", 2))
                .collect(Collectors.groupingBy(
                        pair -> pair[0], TreeMap::new, Collectors.mapping(pair -> pair[1], Collectors.toList())));
        int status = Integer.parseInt(head.getFirst().split(" ")[1]);
        return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), parts.length > 1 ? parts[1] : "");
    }
}
