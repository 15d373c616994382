package io.logferry.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints the results as a table, as JSON with every measurement, and into the documentation. */
record Report(Measurements measurements) {
    private static final List<String> HEAD = List.of("What", "Logferry", "Compared with", "Ratio", "Target", "Met");
    private static final String BEGIN = "<!-- figures: begin (./dev bench --markdown writes them) -->\n";
    private static final String END = "<!-- figures: end -->\n";

    String asTable() {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        measurements.figures().forEach(figure -> rows.add(cells(figure)));
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return measurements.machine().inWords() + "\n\n"
                + rows.stream().map(row -> aligned(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String aligned(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths[column] - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    String asMarkdown() {
        String rows = measurements.figures().stream()
                .map(figure -> line(cells(figure)))
                .collect(Collectors.joining());
        return measurements.machine().inWords() + "\n\n" + line(HEAD) + "|---|---|---|---|---|---|\n" + rows;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static List<String> cells(Figure figure) {
        return List.of(
                figure.name(),
                figure.value(),
                figure.baseline(),
                figure.ratio(),
                figure.target(),
                figure.verdict().word());
    }

    /** Replaces the figures between the two marks of a page. */
    void writeInto(Path page) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new BenchException(page + " has no place for the figures: the lines " + BEGIN + END + "are missing");
        }
        Files.writeString(
                page, text.substring(0, begin + BEGIN.length()) + "\n" + asMarkdown() + "\n" + text.substring(end));
    }

    void writeJson(Path file) throws IOException {
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), Map.of("figures", measurements.figures(), "measurements", measurements));
    }
}
