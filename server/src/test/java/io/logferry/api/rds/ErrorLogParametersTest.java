package io.logferry.api.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.logferry.record.Severity;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorLogParametersTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
    private static final String RANGE = "start_date=2026-03-14T08:00:00+0000&end_date=2026-03-15T08:00:00+0000";

    @Test
    void an_absent_parameter_has_a_default() {
        ErrorLogParameters parameters = parameters(RANGE);
        assertThat(parameters.page()).isEqualTo(1);
        assertThat(parameters.size()).isEqualTo(10);
        assertThat(parameters.query().level()).isEmpty();
        assertThat(parameters.query().start()).isEqualTo("2026-03-14T08:00:00Z");
        assertThat(parameters.query().end()).isEqualTo("2026-03-15T08:00:00Z");
        assertThat(parameters(RANGE + "&offset=&limit=&level=")).isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-14T10:00:00+0200",
                "2026-03-14T10:00:00%2B0200",
                "2026-03-14T10%3A00%3A00%2b0200",
                "2026-03-14T10:00:00+02:00",
                "2026-03-14T04:30:00-0330",
                "2026-03-14T08:00:00Z"
            })
    void a_plus_is_a_plus_however_it_is_sent(String date) {
        String query = "start_date=" + date + "&end_date=2026-03-15T08:00:00+0000";
        assertThat(parameters(query).query().start()).isEqualTo("2026-03-14T08:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-14",
                "2026-03-14T08:00:00",
                "2026-03-14T08:00:00 0000",
                "2026-03-14T08:00:00%200000",
                "2026-03-14 08:00:00+0000",
                "2026-02-30T08:00:00+0000",
                "2026-03-14T25:00:00+0000",
                "2026-03-14T08:00:00.5+0000",
                "1773475200000",
                "%zz"
            })
    void a_date_of_another_shape_is_refused(String date) {
        assertRefused("start_date=" + date + "&end_date=2026-03-15T08:00:00+0000", "");
    }

    @Test
    void both_dates_are_needed_and_in_order() {
        assertRefused("start_date=2026-03-14T08:00:00+0000", "end_date");
        assertRefused("end_date=2026-03-14T08:00:00+0000", "start_date");
        assertRefused(null, "start_date");
        assertRefused("start_date=2026-03-14T08:00:00+0000&end_date=2026-03-14T08:00:00+0000", "end_date");
        assertRefused("start_date=2026-03-14T08:00:00+0000&end_date=2026-03-14T09:00:00+0200", "end_date");
    }

    @Test
    void the_range_begins_a_month_ago_at_most_and_may_end_in_the_future() {
        parameters("start_date=2026-02-12T12:00:00+0000&end_date=2026-04-15T08:00:00+0000");
        assertRefused("start_date=2026-02-12T11:00:00+0000&end_date=2026-03-15T08:00:00+0000", "start_date");
    }

    @ParameterizedTest
    @CsvSource({
        "ALL,",
        "INFO,INFO",
        "LOG,LOG",
        "WARNING,WARNING",
        "ERROR,ERROR",
        "FATAL,FATAL",
        "PANIC,PANIC",
        "NOTE,NOTICE"
    })
    void levels_are_those_of_the_api(String word, Severity severity) {
        assertThat(parameters(RANGE + "&level=" + word).query().level()).isEqualTo(Optional.ofNullable(severity));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level=NOTICE",
                "level=DEBUG",
                "level=error",
                "level=ERROR%20",
                "offset=0",
                "offset=-1",
                "offset=one",
                "offset=1.5",
                "offset=+1%20",
                "limit=0",
                "limit=101",
                "limit=99999999999999999999"
            })
    void a_parameter_out_of_range_is_refused_with_its_name(String parameter) {
        assertRefused(RANGE + "&" + parameter, parameter.substring(0, parameter.indexOf('=')));
    }

    private static ErrorLogParameters parameters(String query) {
        return ErrorLogParameters.of(query, NOW);
    }

    private static void assertRefused(String query, String name) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> parameters(query));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(refused.sentence()).contains(name);
    }
}
