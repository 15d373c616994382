package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that the server takes for a parameter or body field, compared with the column {@code values} of docs/api.md. */
final class TakenValues {
    private static final Pattern RANGE = Pattern.compile("(\\d+)–(\\d+)");
    private static final Pattern FROM = Pattern.compile("(\\d+) or more");
    private static final Pattern WORDS = Pattern.compile(" must be (?:one of )?([^.]*)\\.");

    private TakenValues() {}

    /** The call with that value, and all else as it should be. */
    interface Call {
        Answer with(String value);
    }

    /** The server takes what the column {@code values} names, and refuses the rest by the name of the parameter. */
    static void assertAre(Page.Row row, Call call) {
        String name = row.first();
        String values = row.cell("values").replaceFirst("; default .*", "");
        Matcher range = RANGE.matcher(values);
        Matcher from = FROM.matcher(values);
        if (range.matches()) {
            int last = Integer.parseInt(range.group(2));
            call.with(range.group(1)).ok();
            call.with(range.group(2)).ok();
            refused(call.with(String.valueOf(Integer.parseInt(range.group(1)) - 1)), name);
            refused(call.with(String.valueOf(last + 1)), name);
        } else if (from.matches()) {
            call.with(from.group(1)).ok();
            call.with("1000000").ok();
            refused(call.with(String.valueOf(Integer.parseInt(from.group(1)) - 1)), name);
        } else if (values.startsWith("`")) {
            List<String> words = Page.codes(values);
            words.forEach(word -> call.with(word).ok());
            Matcher told = WORDS.matcher(refused(call.with("no-such-word"), name));
            assertThat(told.find()).isTrue();
            assertThat(told.group(1).split(", | or ")).containsExactlyInAnyOrderElementsOf(words);
        } else {
            switch (values) {
                case "any" -> call.with("anything").ok();
                case "a UUID", "milliseconds since the epoch", "a time", "node ids" ->
                    refused(call.with("yesterday"), name);
                case "an instance id" -> call.with("no-id").error(400, "DBS.280404");
                default -> throw new AssertionError("No test knows what this is: " + values);
            }
        }
    }

    /** Its sentence, which names the parameter or field. */
    static String refused(Answer answer, String name) {
        String sentence = answer.error(400, "DBS.280001");
        assertThat(sentence).contains(name);
        return sentence;
    }
}
