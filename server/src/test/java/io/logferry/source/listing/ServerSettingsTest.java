package io.logferry.source.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import io.logferry.record.LogFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
    @Test
    void the_format_is_the_one_that_docs_what_is_in_the_file_md_says() {
        assertThat(Page.FILE.table("log-formats")).allSatisfy(row -> {
            String destination = row.code("`log_destination`");
            Stream<String> formats = new ServerSettings(true, destination, "", "")
                    .formats().stream().map(LogFormat::word);
            String said = row.cell("format of the file").replaceFirst("^none: .*", "none");
            assertThat(formats.findFirst().orElse("none")).as(destination).isEqualTo(said);
        });
    }
}
