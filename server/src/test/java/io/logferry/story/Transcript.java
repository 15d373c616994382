package io.logferry.story;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** All that the service has said to the stories of this JVM, but for the logs themselves, and the tokens that it said it with. */
final class Transcript {
    private static final Queue<String> ANSWERS = new ConcurrentLinkedQueue<>();
    private static final Queue<String> TOKENS = new ConcurrentLinkedQueue<>();

    private Transcript() {}

    /** Keeps it; the header that hands a token over is what it is for, and left out. */
    static Answer add(Answer answer) {
        String headers = answer.headers().map().entrySet().stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("X-Subject-Token"))
                .map(Map.Entry::toString)
                .collect(Collectors.joining("\n"));
        ANSWERS.add(answer.status() + "\n" + headers + "\n" + answer.body());
        return answer;
    }

    static String token(String token) {
        TOKENS.add(token);
        return token;
    }

    static Iterable<String> answers() {
        return ANSWERS;
    }

    static Iterable<String> tokens() {
        return TOKENS;
    }
}
