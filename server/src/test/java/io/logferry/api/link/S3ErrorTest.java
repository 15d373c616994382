package io.logferry.api.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.Page;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class S3ErrorTest {
    @Test
    void docs_api_md_has_each_status_and_code() {
        assertThat(Page.API.table("link-errors"))
                .extracting(row -> row.cell("HTTP") + " <Code>" + row.code("`Code`") + "</Code>")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(S3Error.values())
                        .map(error -> error.status() + " "
                                + error.document("/", "").replaceFirst("(?s).*(<Code>.*</Code>).*", "$1"))
                        .distinct()
                        .toList());
    }
}
