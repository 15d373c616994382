package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** README.md as one that is copied from: its blocks of commands, by the names that comments before them give. */
record Readme(Map<String, String> blocks) {
    /** Where the sources are. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern NAMED = Pattern.compile("(?ms)^<!-- readme:(\\S+) -->\\n```sh\\n(.*?)^```$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *(```|~~~)(\\S*)$.*?^ *\\1$");

    /** Fails where a block of commands has no name. */
    static Readme read() throws IOException {
        String text = Files.readString(ROOT.resolve("README.md"));
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            blocks.put(named.group(1), named.group(2));
        }
        assertThat(FENCED.matcher(text)
                        .results()
                        .filter(block -> !block.group(2).equals("text"))
                        .count())
                .as("blocks of commands in README.md, each with a name of its own before it: <!-- readme:NAME -->")
                .isEqualTo(blocks.size());
        return new Readme(blocks);
    }

    String block(String name) {
        return blocks.get(name);
    }
}
