package io.logferry.workflow.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.export.Export;
import io.logferry.export.ExportKind;
import io.logferry.export.ExportRequest;
import io.logferry.id.InstanceId;
import io.logferry.id.ProjectId;
import io.logferry.id.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExportCurrencyTest {
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant ENDED = CREATED.plusSeconds(10);
    private static final Export.State SUCCEEDED = new Export.Succeeded(ENDED);
    private static final Export.State FAILED = new Export.Failed(ENDED, "Node a is down.");
    private static final Instant MUCH_LATER = ENDED.plus(Duration.ofHours(20));

    private final ExportCurrency currency = new ExportCurrency(Duration.ofMinutes(5));

    @Test
    void a_running_export_is_current_however_long_it_takes() {
        assertThat(currency.isCurrent(export(new Export.Running(), Optional.empty(), false), MUCH_LATER))
                .isTrue();
    }

    @Test
    void a_result_stays_current_until_it_was_delivered_once() {
        assertThat(currency.isCurrent(export(SUCCEEDED, Optional.empty(), false), MUCH_LATER))
                .isTrue();
        assertThat(currency.isCurrent(export(FAILED, Optional.empty(), false), MUCH_LATER))
                .isTrue();
    }

    @Test
    void a_delivered_result_is_reused_for_a_while_from_its_first_delivery() {
        Export delivered = export(SUCCEEDED, Optional.of(MUCH_LATER), false);

        assertThat(currency.isCurrent(delivered, MUCH_LATER.plusSeconds(299))).isTrue();
        assertThat(currency.isCurrent(delivered, MUCH_LATER.plusSeconds(300))).isFalse();
    }

    @Test
    void a_delivered_failure_holds_for_thirty_seconds() {
        Export delivered = export(FAILED, Optional.of(MUCH_LATER), false);

        assertThat(currency.isCurrent(delivered, MUCH_LATER.plusSeconds(29))).isTrue();
        assertThat(currency.isCurrent(delivered, MUCH_LATER.plusSeconds(30))).isFalse();
    }

    @Test
    void a_delivery_that_was_recorded_before_the_clock_was_set_back_does_not_count() {
        Export delivered = export(SUCCEEDED, Optional.of(MUCH_LATER.plus(Duration.ofHours(2))), false);

        assertThat(currency.isCurrent(delivered, MUCH_LATER)).isFalse();
    }

    @Test
    void a_delivery_by_a_replica_whose_clock_is_a_little_ahead_holds() {
        Export delivered = export(FAILED, Optional.of(MUCH_LATER.plusSeconds(5)), false);

        assertThat(currency.isCurrent(delivered, MUCH_LATER)).isTrue();
    }

    @Test
    void an_export_whose_files_expired_is_not_current() {
        assertThat(currency.isCurrent(export(SUCCEEDED, Optional.empty(), true), MUCH_LATER))
                .isFalse();
    }

    private static Export export(Export.State state, Optional<Instant> delivered, boolean withdrawn) {
        return new Export(
                WorkflowId.random(),
                new ProjectId("0483b6b16e954cb88930a360d2c4e663"),
                new InstanceId("3d39c18788b54a919bab633874c159dfin03"),
                "orders",
                ExportRequest.everything(ExportKind.ERROR_LOG),
                CREATED,
                state,
                List.of(),
                List.of(),
                delivered,
                withdrawn);
    }
}
