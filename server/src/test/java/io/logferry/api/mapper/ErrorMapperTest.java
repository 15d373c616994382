package io.logferry.api.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.logferry.embedded.TestPostgres;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class ErrorMapperTest {
    private final TestPostgres.Database state = TestPostgres.shared().empty();

    @Test
    void a_caller_gets_a_retry_after_if_all_connections_of_the_pool_are_in_use() throws SQLException {
        try (AgroalDataSource pool = pool(state.jdbcUrl(), Duration.ofMinutes(1));
                Connection inUse = pool.getConnection()) {
            assertThat(inUse.isValid(60)).isTrue();
            pool.getConfiguration().connectionPoolConfiguration().setAcquisitionTimeout(Duration.ofMillis(200));
            assertRetryAfter(pool);
        }
    }

    @Test
    void a_caller_gets_a_retry_after_if_a_connection_is_not_made_in_time() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AgroalDataSource pool = pool(
                        "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/state", Duration.ofMillis(200))) {
            assertRetryAfter(pool);
        }
    }

    @Test
    void the_answer_to_an_unexpected_failure_does_not_show_its_message() {
        Response answer =
                new ErrorMapper(new AllowedMethods(List.of())).toResponse(new IllegalStateException("at 10.0.0.5"));
        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(answer.getEntity().toString()).doesNotContain("10.0.0.5");
    }

    private static void assertRetryAfter(AgroalDataSource pool) {
        Throwable failure = catchThrowable(() -> Jdbi.create(pool).useHandle(handle -> handle.execute("SELECT 1")));
        Response answer = new ErrorMapper(new AllowedMethods(List.of())).toResponse(failure);
        assertThat(answer.getStatus()).as(failure.toString()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
    }

    private AgroalDataSource pool(String url, Duration patience) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(1)
                        .acquisitionTimeout(patience)
                        .connectionFactoryConfiguration(connection -> connection
                                .jdbcUrl(url)
                                .principal(new NamePrincipal(state.user()))
                                .credential(new SimplePassword(state.password())))));
    }
}
