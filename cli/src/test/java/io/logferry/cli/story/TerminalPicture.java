package io.logferry.cli.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws what a terminal shows for a text, as an SVG file. It supports the control sequences that the command sends. */
final class TerminalPicture {
    private static final Pattern PIECE = Pattern.compile("\u001b\\[([0-9;]*)([A-Za-z])|(.)", Pattern.DOTALL);
    private static final double WIDTH = 8.43;
    private static final int HEIGHT = 20;
    private static final int MARGIN = 18;

    private static final Map<String, String> LOOKS = Map.of(
            "1", "font-weight:bold",
            "2", "fill:#8b98a5",
            "31", "fill:#ff7b72",
            "32", "fill:#56d364",
            "33", "fill:#e3b341",
            "36", "fill:#56d4dd",
            "37", "fill:#ffffff");

    private record Cell(String character, String look) {}

    private final int columns;
    private final List<List<Cell>> lines = new ArrayList<>(List.of(new ArrayList<>()));
    private int column;
    private String look = "";

    TerminalPicture(int columns) {
        this.columns = columns;
    }

    TerminalPicture show(String text) {
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            switch (piece.group(3)) {
                case null -> obey(piece.group(1), piece.group(2));
                case "\r" -> column = 0;
                case "\n" -> lines.add(new ArrayList<>());
                default -> put(piece.group(3));
            }
        }
        return this;
    }

    private void obey(String parameters, String command) {
        switch (command) {
            case "K" -> lines.getLast().subList(column, lines.getLast().size()).clear();
            case "m" -> look = parameters;
            default -> throw new AssertionError("The command has sent a control sequence that is new here: " + command);
        }
    }

    private void put(String character) {
        if (column == columns) { // as a terminal wraps a line that is too long
            lines.add(new ArrayList<>());
            column = 0;
        }
        List<Cell> line = lines.getLast();
        while (line.size() <= column) {
            line.add(new Cell(" ", ""));
        }
        line.set(column++, new Cell(character, look));
    }

    void write(Path file) throws IOException {
        while (lines.size() > 1 && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        StringBuilder svg = new StringBuilder();
        long width = Math.round(2 * MARGIN + columns * WIDTH);
        int height = 2 * MARGIN + lines.size() * HEIGHT;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">
                <rect width="100%%" height="100%%" rx="8" fill="#12191d"/>
                <g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#dbe4ea">
                """.formatted(width, height, width, height));
        for (int row = 0; row < lines.size(); row++) {
            write(svg, lines.get(row), MARGIN + row * HEIGHT + 14);
        }
        Files.writeString(file, svg.append("</g>\n</svg>\n"));
    }

    private static void write(StringBuilder svg, List<Cell> line, int y) {
        int from = 0;
        while (from < line.size()) {
            int to = from;
            StringBuilder text = new StringBuilder();
            while (to < line.size() && line.get(to).look().equals(line.get(from).look())) {
                text.append(line.get(to++).character());
            }
            if (List.of(line.get(from).look().split(";")).contains("41")) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#b62324\"/>%n",
                        MARGIN + from * WIDTH,
                        y - 14,
                        (to - from) * WIDTH,
                        HEIGHT - 2));
            }
            if (!text.toString().isBlank()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\" style=\"%s\">%s</text>%n",
                        MARGIN + from * WIDTH,
                        y,
                        (to - from) * WIDTH,
                        style(line.get(from).look()),
                        escaped(text.toString())));
            }
            from = to;
        }
    }

    private static String style(String look) {
        return List.of(look.split(";")).stream()
                .map(one -> LOOKS.getOrDefault(one, ""))
                .reduce("", (one, other) -> one.isEmpty() ? other : one + ";" + other);
    }

    private static String escaped(String text) {
        // Otherwise XML would drop these blanks.
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace(' ', '\u00a0');
    }
}
