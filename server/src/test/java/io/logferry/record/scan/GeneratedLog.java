package io.logferry.record.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logferry.record.LogDialect;
import io.logferry.record.LogFormat;
import io.logferry.record.Severity;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log made up as PostgreSQL would write it, with what should be found in it. Text is in ISO 8859-1: one character is one byte. */
record GeneratedLog(LogDialect dialect, List<Expected> records) {
    /** @param content as it should be shown; null where that isn't looked at */
    record Expected(String text, long millis, Severity severity, String content) {
        byte[] bytes() {
            return text.getBytes(ISO_8859_1);
        }

        /** As a server on Windows writes it. */
        Expected onWindows() {
            return withText(text.replace("\n", "\r\n"));
        }

        /** Where a user's text makes every line end so by chance, it can't be told from one that was written on Windows. */
        Expected asRead(LogFormat format) {
            boolean likeOnWindows = !text.replace("\r\n", "").contains("\n");
            return likeOnWindows && format != LogFormat.JSONLOG
                    ? new Expected(text, millis, severity, content.replace("\r\n", "\n"))
                    : this;
        }

        Expected withText(String other) {
            return new Expected(other, millis, severity, content);
        }
    }

    static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "america/st_johns",
            "Asia/Kolkata",
            "<+03>-3",
            "<+0330>-3:30",
            "America/Sao_Paulo",
            "CET-1CEST",
            "ROC");

    private static final String FORGED_HEAD =
            "2026-11-24 08:15:03.922 UTC,,,1,,6923e3a7.7,1,,2026-11-24 08:00:00 UTC,4/6,0,PANIC,00000,";

    private static final List<String> SNIPPETS = List.of(
            "ERROR:  ",
            "2026-11-24 08:15:03.922 UTC [1] LOG:  ",
            "\"",
            "\"\"",
            "\",\"",
            ",",
            "\\",
            "\\\"",
            "\n" + FORGED_HEAD,
            FORGED_HEAD + "\",,,,,,,,,\"\",\"client backend\",,0\n",
            "\r",
            "\r\n",
            "\n",
            "\n\n",
            "\t",
            "é",
            "\u00ff\u00fe",
            "{\"timestamp\":\"",
            "%m [%p] ",
            "DETAIL:  ",
            "0\"",
            ",,,,\"",
            "relation \"orders\"");

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        records.forEach(record -> bytes.writeBytes(record.bytes()));
        return bytes.toByteArray();
    }

    static GeneratedLog any(Random random) {
        GeneratedLog log = switch (LogFormat.values()[random.nextInt(3)]) {
            case STDERR -> new StderrLogGenerator(random).generate();
            case CSVLOG -> new StructuredLogGenerator(random).csv();
            case JSONLOG -> new StructuredLogGenerator(random).json();
        };
        boolean onWindows =
                random.nextInt(6) == 0 && !log.dialect().linePrefix().contains("\n");
        return new GeneratedLog(
                log.dialect(),
                log.records().stream()
                        .map(record -> onWindows
                                ? record.onWindows()
                                : record.asRead(log.dialect().format()))
                        .map(record ->
                                random.nextInt(20) == 0 ? record.withText(record.text() + zeros(random)) : record)
                        .toList());
    }

    /** What file systems leave where a write was lost. */
    private static String zeros(Random random) {
        return "\0".repeat(1 + random.nextInt(random.nextBoolean() ? 20 : 600));
    }

    /** Anything that a message can hold, never empty. */
    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(6);
        for (int part = 0; part < parts; part++) {
            text.append(random.nextInt(3) > 0 ? word(random) : SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
        return text.toString();
    }

    static String word(Random random) {
        String letters = "abcdefgh ijklmnop";
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int at = 0; at < length; at++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Chunks of any lengths that are the bytes together. */
    static List<byte[]> chunks(byte[] bytes, Random random) {
        List<byte[]> chunks = new ArrayList<>();
        int longest = 1 + random.nextInt(random.nextBoolean() ? 20 : 1000);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(longest + 1));
            chunks.add(java.util.Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return chunks;
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
