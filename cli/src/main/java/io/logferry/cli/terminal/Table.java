package io.logferry.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rows under headings, aligned, at a terminal. In a pipe there are no headings, and tabs separate the cells, for {@code cut}
 * and {@code awk -F'\t'}.
 */
public final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private Function<String, Colour> colouring = cell -> Colour.PLAIN;

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    public Table colouring(Function<String, Colour> colourOfCell) {
        this.colouring = colourOfCell;
        return this;
    }

    public void row(String... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> VisibleText.of(cell).replace('\t', ' ').replace('\n', ' '))
                .toList());
    }

    public void print(Terminal terminal) {
        if (!terminal.outIsTerminal()) {
            rows.forEach(row -> terminal.out().println(String.join("\t", row)));
            return;
        }
        int[] widths = widths();
        terminal.out().println(line(headings, widths, terminal, heading -> Colour.BOLD));
        rows.forEach(row -> terminal.out().println(line(row, widths, terminal, colouring)));
    }

    private int[] widths() {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String line(
            List<String> cells, int[] widths, Terminal terminal, Function<String, Colour> colourOfCell) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(colourOfCell.apply(cell).paint(cell, terminal.colours()));
            if (column < widths.length - 1) {
                line.append(" ".repeat(widths[column] - cell.length() + 2));
            }
        }
        return line.toString();
    }
}
