package io.logferry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.api.error.ApiException;
import io.logferry.api.error.ErrorCode;
import io.vertx.core.http.HttpClosedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeBodiesTest {
    @Test
    void a_body_is_read_up_to_64_kib_and_no_further() throws IOException {
        assertThat(WholeBodies.read(new ByteArrayInputStream(new byte[0]))).hasValue(new byte[0]);
        assertThat(WholeBodies.read(new ByteArrayInputStream(new byte[WholeBodies.MOST])))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(WholeBodies.MOST));
        ByteArrayInputStream larger = new ByteArrayInputStream(new byte[10 * WholeBodies.MOST]);
        assertThat(WholeBodies.read(larger)).isEmpty();
        assertThat(larger.available()).isEqualTo(9 * WholeBodies.MOST - 1);
    }

    /** Failures as the framework reports them. */
    @Test
    void an_incomplete_or_malformed_body_is_no_failure_of_the_service() {
        for (Exception fault : List.of(
                new HttpClosedException("Connection was closed"),
                new NumberFormatException("Invalid character in chunk size"))) {
            assertThatThrownBy(() -> WholeBodies.read(broken(new IOException(new IOException(fault)))))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.BAD_PARAMETER));
        }
    }

    private static InputStream broken(IOException fault) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw fault;
            }
        };
    }
}
