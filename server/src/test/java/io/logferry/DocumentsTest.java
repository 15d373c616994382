package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point to is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)");
    private static final Pattern DEPLOYED = Pattern.compile("`(deploy/[A-Za-z0-9_./-]+)`");

    @Test
    void every_link_and_every_file_to_deploy_is_there() throws IOException {
        List<String> missing = new ArrayList<>();
        try (Stream<Path> docs = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
            for (Path doc : docs.filter(file -> file.toString().endsWith(".md")).toList()) {
                String text = Files.readString(doc);
                collect(LINK.matcher(text), doc, doc.getParent(), missing);
                collect(DEPLOYED.matcher(text), doc, ROOT, missing);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static void collect(Matcher found, Path doc, Path from, List<String> missing) {
        while (found.find()) {
            if (!Files.exists(from.resolve(found.group(1)).normalize())) {
                missing.add(doc.getFileName() + ": " + found.group(1));
            }
        }
    }
}
