package io.logferry.source.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import io.logferry.record.LogFormat;
import io.logferry.source.listing.LogFolder.LogFile;
import io.logferry.source.listing.LogSelection.SelectedFile;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogSelectionTest {
    @Test
    void older_files_come_first_and_within_a_second_the_more_often_rotated() {
        assertThat(names(select(
                        "*",
                        Set.of(),
                        false,
                        file("a.log", 300),
                        file("b.log.1", 200),
                        file("b.log.10.gz", 200),
                        file("b.log", 200),
                        file("b.log-20260101", 200),
                        file("Z.log", 200),
                        file("c.log.2", 100))))
                .containsExactly("c.log.2", "b.log.10.gz", "b.log.1", "b.log-20260101", "Z.log", "b.log", "a.log");
    }

    @Test
    void the_file_being_written_comes_last_whatever_its_time() {
        LogSelection selection =
                select("*", Set.of("mon.log"), true, file("mon.log", 100), file("sun.log", 200), file("sat.log", 150));
        assertThat(names(selection)).containsExactly("sat.log", "sun.log", "mon.log");
        assertThat(selection.files().stream().map(SelectedFile::written)).containsExactly(false, false, true);
    }

    @Test
    void if_the_file_being_written_is_unknown_it_is_the_last_unless_it_is_packed() {
        assertThat(select("*", Set.of(), false, file("a.log", 1), file("b.log", 2))
                        .files()
                        .getLast()
                        .written())
                .isTrue();
        assertThat(select("*", Set.of(), false, file("a.log", 1), file("a.log.1.gz", 2))
                        .files()
                        .getLast()
                        .written())
                .isFalse();
        assertThat(select("*", Set.of(), true, file("a.log", 1))
                        .files()
                        .getLast()
                        .written())
                .isFalse();
    }

    @Test
    void a_file_that_is_being_packed_is_copied_once() {
        assertThat(names(select("*", Set.of(), false, file("a.log.1", 1), file("a.log.1.gz", 2), file("a.log", 3))))
                .containsExactly("a.log.1", "a.log");
    }

    @Test
    void last_week_s_packed_file_comes_before_this_week_s_file_of_the_same_name() {
        assertThat(names(select("*", Set.of(), false, file("mon.log", 9), file("mon.log.gz", 2), file("sun.log", 8))))
                .containsExactly("mon.log.gz", "sun.log", "mon.log");
    }

    @Test
    void a_rotation_may_be_counted_from_zero() {
        assertThat(names(select("*", Set.of(), false, file("a.log", 1), file("a.log.0", 1), file("a.log.1", 1))))
                .containsExactly("a.log.1", "a.log.0", "a.log");
    }

    @Test
    void the_files_on_the_page_come_in_the_order_that_it_says() {
        List<Page.Row> rows = Page.FILE.table("log-order");
        List<LogFile> files = new ArrayList<>(rows.stream()
                .map(row -> file(
                        row.code("file"),
                        LocalTime.parse(row.cell("last changed")).toSecondOfDay()))
                .toList());
        List<String> order = Page.FILE.codes("log-order", "file");
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(files, new Random(i));
            assertThat(names(select("*", Set.of(order.getLast()), true, files.toArray(LogFile[]::new))))
                    .isEqualTo(order);
        }
    }

    private static LogSelection select(String glob, Set<String> written, boolean writtenKnown, LogFile... files) {
        LogFolder folder = new LogFolder(
                LogNames.globbed(glob),
                Arrays.asList(files),
                List.of(),
                Set.of(),
                written,
                writtenKnown,
                "there",
                List.of());
        return LogSelection.of(folder, LogFormat.STDERR, Instant.MIN);
    }

    private static LogFile file(String name, long second) {
        return new LogFile(name, 1, Instant.ofEpochSecond(second, name.hashCode() & 0xff));
    }

    private static List<String> names(LogSelection selection) {
        return selection.files().stream().map(file -> file.name()).toList();
    }
}
