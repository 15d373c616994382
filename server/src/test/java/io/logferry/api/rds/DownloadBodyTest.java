package io.logferry.api.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logferry.api.error.ApiException;
import io.logferry.export.ExportKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-14T08:00:00Z",
                "2026-03-14T08:00Z",
                "2026-03-14t08:00:00.000z",
                "2026-03-14T10:00:00+02:00",
                "2026-03-14T10:00:00+0200",
                "2026-03-14T10:00:00+02",
                "2026-03-14T04:30:00-0330",
                "2026-03-14T08:00:00",
                "2026-03-14T08:00"
            })
    void a_time_may_have_an_offset_in_every_form_of_iso_8601_and_is_utc_without_one(String text) {
        assertThat(DownloadBody.of(ExportKind.ERROR_LOG, body().put("start_time", text))
                        .request()
                        .start())
                .contains(Instant.parse("2026-03-14T08:00:00Z"));
    }

    @Test
    void a_time_may_be_milliseconds_since_the_epoch() {
        assertThat(DownloadBody.of(ExportKind.ERROR_LOG, body().put("end_time", 1773475200123L))
                        .request()
                        .end())
                .contains(Instant.parse("2026-03-14T08:00:00.123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03",
                "2026-03-14",
                "2026-03-14T",
                "2026-03-14T08",
                "2026-03-14Z",
                "2026-02-30T08:00:00Z",
                "2026-03-14T08:00:00+25:00",
                "1773475200123",
                "now"
            })
    void another_time_is_refused_by_its_field(String text) {
        assertThatThrownBy(() -> DownloadBody.of(ExportKind.ERROR_LOG, body().put("start_time", text)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("start_time");
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }
}
