package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point to is there, and decisions say when they were made. */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)");
    private static final Pattern ANCHOR = Pattern.compile("\\]\\(((?!https?:)[^)#\\s]*)#([^)\\s]+)\\)");
    private static final Pattern DEPLOYED = Pattern.compile("`(deploy/[A-Za-z0-9_./-]+)`");

    @Test
    void every_link_and_every_deploy_file_exists() throws IOException {
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

    @Test
    void every_link_within_the_documents_leads_to_a_heading() throws IOException {
        List<String> missing = new ArrayList<>();
        try (Stream<Path> docs = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
            for (Path doc : docs.filter(file -> file.toString().endsWith(".md")).toList()) {
                ANCHOR.matcher(Files.readString(doc))
                        .results()
                        .filter(link -> !anchors(link.group(1).isEmpty() ? doc : doc.resolveSibling(link.group(1)))
                                .contains(link.group(2)))
                        .forEach(link -> missing.add(doc.getFileName() + ": " + link.group()));
            }
        }
        assertThat(missing).isEmpty();
    }

    /** As the forges name headings: in lower case, without punctuation, blanks as hyphens. */
    private static List<String> anchors(Path doc) {
        try (Stream<String> lines = Files.lines(doc)) {
            return lines.filter(line -> line.matches("#+ .*"))
                    .map(line -> line.replaceFirst("#+ ", "").strip().toLowerCase(Locale.ROOT))
                    .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_decision_has_a_date_and_a_status() throws IOException {
        try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
            assertThat(decisions.toList())
                    .isNotEmpty()
                    .allSatisfy(decision -> assertThat(Files.readString(decision))
                            .containsPattern("^# \\d+\\. .+\n\n- Date: \\d{4}-\\d\\d-\\d\\d.*\n- Status: .+\n\n"));
        }
    }

    private static void collect(Matcher found, Path doc, Path from, List<String> missing) {
        while (found.find()) {
            if (!Files.exists(from.resolve(found.group(1)).normalize())) {
                missing.add(doc.getFileName() + ": " + found.group(1));
            }
        }
    }
}
