package io.logferry.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ScreenWritingTest {
    @Test
    void a_table_is_aligned_at_a_terminal() {
        Screen screen = Screen.plain(80);
        table().print(screen.terminal());
        assertThat(screen.out()).isEqualTo("""
                NAME      STATUS
                orders    ACTIVE
                invoices  FROZEN
                """);
    }

    @Test
    void in_a_pipe_tabs_separate_the_cells_of_a_table() {
        Screen screen = Screen.pipes();
        table().print(screen.terminal());
        assertThat(screen.out()).isEqualTo("orders\tACTIVE\ninvoices\tFROZEN\n");
    }

    @Test
    void colours_do_not_shift_the_columns() {
        Screen screen = Screen.colourful();
        table().colouring(cell -> cell.equals("orders") ? Colour.GREEN : Colour.PLAIN)
                .print(screen.terminal());
        assertThat(screen.out()).contains("\u001b[32morders\u001b[0m    ACTIVE\n");
    }

    private static Table table() {
        Table table = new Table("NAME", "STATUS");
        table.row("orders", "ACTIVE");
        table.row("invoices", "FROZEN");
        return table;
    }

    @Test
    void control_characters_of_a_log_become_visible() {
        assertThat(VisibleText.of("a\u001b]0;owned\u0007b\tc\nd\u007f\u009b")).isEqualTo("a␛]0;owned␇b\tc\nd␡<U+009B>");
    }

    @Property
    void bytes_of_a_log_become_as_harmless_as_its_text_in_writes_of_any_length(
            @ForAll
                    @CharRange(from = 0, to = 0xff)
                    @CharRange(from = 0x300, to = 0x303)
                    @CharRange(from = 0x2000, to = 0x2070)
                    String text,
            @ForAll @IntRange(min = 1, max = 7) int piece)
            throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (VisibleBytes visible = new VisibleBytes(shown)) {
            for (int at = 0; at < bytes.length; at += piece) {
                visible.write(bytes, at, Math.min(piece, bytes.length - at));
            }
        }
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(VisibleText.of(text));
    }

    @Test
    void progress_shows_title_bar_percentage_and_details() {
        Screen screen = Screen.plain(60);
        new Progress(screen.terminal()).draw("orders", 0.4, "preparing  0:03");
        assertThat(screen.err()).isEqualTo("\r\u001b[Korders ━━━━━━━━━━━──────────────────  40 %  preparing  0:03");
    }

    @Test
    void progress_is_silent_in_a_pipe() {
        Screen screen = Screen.pipes();
        Progress progress = new Progress(screen.terminal());
        progress.draw("orders", 0.4, "");
        progress.clear();
        progress.note("a note");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void in_a_narrow_window_whole_details_of_the_progress_are_omitted() {
        Screen screen = Screen.plain(30);
        new Progress(screen.terminal()).draw("orders", 0.4, "1.23 MB of 2.34 MB  3.45 MB/s  0:01 left");
        assertThat(screen.err()).isEqualTo("\r\u001b[K━──  40 %  1.23 MB of 2.34 MB");
    }

    @Property
    void progress_never_wraps(
            @ForAll @StringLength(max = 120) String title,
            @ForAll @DoubleRange(min = -1, max = 2) double done,
            @ForAll @IntRange(min = 10, max = 200) int columns) {
        Screen screen = Screen.plain(columns);
        new Progress(screen.terminal()).draw(title, done, "1.23 MB of 2.34 MB  3.45 MB/s  0:01 left");
        String line = screen.err().replace("\r\u001b[K", "");
        assertThat(line.length()).isLessThan(columns);
        assertThat(line).doesNotContain("\n");
    }
}
