package io.logferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:15:30Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-11-24T08:14:00Z",
        "30m, 2026-11-24T07:45:30Z",
        "2h, 2026-11-24T06:15:30Z",
        "1h30m, 2026-11-24T06:45:30Z",
        "1d, 2026-11-23T08:15:30Z",
        "1w2d, 2026-11-15T08:15:30Z",
        "2h ago, 2026-11-24T06:15:30Z",
        "2 hours ago, 2026-11-24T06:15:30Z",
        "90 min, 2026-11-24T06:45:30Z",
        "an hour ago, 2026-11-24T07:15:30Z",
        "3 days, 2026-11-21T08:15:30Z",
        "last week, 2026-11-17T08:15:30Z",
        "1D, 2026-11-23T08:15:30Z",
        "1 month ago, 2026-10-25T08:15:30Z",
        "now, 2026-11-24T08:15:30Z",
        "today, 2026-11-23T23:00:00Z",
        "Yesterday, 2026-11-22T23:00:00Z",
        "yesterday 14:00, 2026-11-23T13:00:00Z",
        "today at 08:15:01, 2026-11-24T07:15:01Z",
        "2026-11-24, 2026-11-23T23:00:00Z",
        "2026-11-24T08:15, 2026-11-24T07:15:00Z",
        "2026-11-24 08:15:01, 2026-11-24T07:15:01Z",
        "2026-11-24T08:15:00Z, 2026-11-24T08:15:00Z",
        "2026-11-24T08:15:00.250+05:30, 2026-11-24T02:45:00.250Z",
    })
    void people_write_times_in_many_ways(String text, Instant meant) {
        assertThat(Moment.parse(text, NOW, BERLIN)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "h",
                "2x",
                "2h3",
                "m30",
                "tomorrow",
                "yesterday 25:00",
                "2 fortnights",
                "ago",
                "2026-13-01",
                "-2h"
            })
    void any_other_text_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Moment.parse(text, NOW, BERLIN))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2026-11-24T08:15:00Z")
                .hasMessageContaining("yesterday 14:00")
                .hasMessageContaining("30m");
    }

    @Test
    void a_date_starts_at_local_midnight_even_if_the_clock_changes_at_midnight() {
        assertThat(Moment.parse("2018-11-04", NOW, ZoneId.of("America/Sao_Paulo")))
                .isEqualTo("2018-11-04T03:00:00Z");
    }
}
