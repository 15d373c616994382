package io.logferry.record.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.record.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** PostgreSQL's own translations, as Debian installs them, in every encoding in which they can be written. */
class LabelTest {
    private static final List<String> ENCODINGS = List.of(
            "UTF-8",
            "ISO-8859-1",
            "ISO-8859-2",
            "ISO-8859-3",
            "ISO-8859-4",
            "ISO-8859-5",
            "ISO-8859-9",
            "ISO-8859-13",
            "ISO-8859-15",
            "windows-1250",
            "windows-1251",
            "windows-1252",
            "windows-1254",
            "windows-1257",
            "KOI8-R",
            "KOI8-U",
            "IBM866",
            "EUC-JP",
            "EUC-KR",
            "GB2312",
            "x-EUC-TW",
            "Shift_JIS",
            "x-windows-949",
            "x-Johab",
            "GBK",
            "GB18030",
            "Big5");
    private static final List<String> DETAILS = List.of(
            "DETAIL:  ",
            "HINT:  ",
            "QUERY:  ",
            "CONTEXT:  ",
            "LOCATION:  %s, %s:%d\n",
            "LOCATION:  %s:%d\n",
            "BACKTRACE:  ",
            "STATEMENT:  ");

    @Test
    void all_of_postgresqls_translations_are_known_in_all_encodings() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> catalogues = catalogues();
        for (Path catalogue : catalogues) {
            Map<String, String> words = words(Files.readAllBytes(catalogue));
            for (Severity severity : Severity.values()) {
                check(catalogue, severity, words.getOrDefault(severity.name(), severity.name()) + ":  ", wrong);
            }
            for (String detail : DETAILS) {
                check(catalogue, null, words.getOrDefault(detail, detail).replaceFirst("%.*\n", ""), wrong);
            }
        }
        // Georgian has one word for both; a level filter rather keeps too much
        assertThat(wrong).allMatch(one -> one.contains("/ka/") && one.contains("NOTICE"));
        assertThat(catalogues)
                .map(Path::toString)
                .anyMatch(name -> name.contains("/ru/"))
                .anyMatch(name -> name.contains("/zh_CN/"))
                .hasSizeGreaterThan(8);
    }

    private static void check(Path catalogue, @Nullable Severity severity, String label, List<String> wrong) {
        for (String encoding : ENCODINGS) {
            Charset charset = Charset.forName(encoding);
            if (charset.newEncoder().canEncode(label)) {
                byte[] line = (label + "text").getBytes(charset);
                Label found = Label.at(line, 0, line.length);
                if (found == null || found.severity() != severity) {
                    wrong.add(catalogue + " " + encoding + " " + severity + " " + label);
                }
            }
        }
    }

    private static List<Path> catalogues() throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of("/usr/share/locale"),
                3,
                (file, attributes) -> file.getFileName().toString().matches("postgres-[0-9]+\\.mo"))) {
            return files.toList();
        }
    }

    /** The texts of a GNU message catalogue: its tables of originals and translations, a length and an offset each. */
    private static Map<String, String> words(byte[] catalogue) {
        ByteBuffer bytes = ByteBuffer.wrap(catalogue).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt(0)).isEqualTo(0x950412de);
        Map<String, String> words = new HashMap<>();
        for (int at = 0; at < bytes.getInt(8); at++) {
            words.put(text(bytes, bytes.getInt(12) + 8 * at), text(bytes, bytes.getInt(16) + 8 * at));
        }
        return words;
    }

    private static String text(ByteBuffer bytes, int entry) {
        return new String(bytes.array(), bytes.getInt(entry + 4), bytes.getInt(entry), UTF_8);
    }
}
