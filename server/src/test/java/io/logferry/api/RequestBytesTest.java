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

class RequestBytesTest {
    @Test
    void a_body_is_read_up_to_64_kib_and_no_further() throws IOException {
        assertThat(RequestBytes.read(new ByteArrayInputStream(new byte[0]))).hasValue(new byte[0]);
        assertThat(RequestBytes.read(new ByteArrayInputStream(new byte[RequestBytes.MOST])))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(RequestBytes.MOST));
        ByteArrayInputStream larger = new ByteArrayInputStream(new byte[10 * RequestBytes.MOST]);
        assertThat(RequestBytes.read(larger)).isEmpty();
        assertThat(larger.available()).isEqualTo(9 * RequestBytes.MOST - 1);
    }

    /** As the framework tells them. */
    @Test
    void who_breaks_off_or_sends_what_is_no_http_is_no_failure_of_the_service() {
        for (Exception fault : List.of(
                new HttpClosedException("Connection was closed"),
                new NumberFormatException("Invalid character in chunk size"))) {
            assertThatThrownBy(() -> RequestBytes.read(broken(new IOException(new IOException(fault)))))
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
