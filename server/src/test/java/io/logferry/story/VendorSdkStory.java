package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.rds.v3.RdsClient;
import com.huaweicloud.sdk.rds.v3.model.DownloadErrorlogRequest;
import com.huaweicloud.sdk.rds.v3.model.DownloadErrorlogResponse;
import com.huaweicloud.sdk.rds.v3.model.ErrorlogDownloadInfo;
import com.huaweicloud.sdk.rds.v3.model.GetJobInfoResponseBodyJob;
import com.huaweicloud.sdk.rds.v3.model.InstanceResponse;
import com.huaweicloud.sdk.rds.v3.model.ListErrorLogsRequest;
import com.huaweicloud.sdk.rds.v3.model.ListErrorLogsResponse;
import com.huaweicloud.sdk.rds.v3.model.ListInstancesRequest;
import com.huaweicloud.sdk.rds.v3.model.ListJobInfoRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The vendor's Java SDK, unmodified: only the endpoint is another. */
class VendorSdkStory {
    private static final SharedServer SHARED = SharedServer.get();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOG = "ERROR:  what the SDK downloads\n";

    private static Fleet.Instance instance;

    /** What a caller tells the SDK of where the project is. */
    enum Knowing {
        THE_PROJECT_ID {
            @Override
            RdsClient client() {
                return RdsClient.newBuilder()
                        .withCredential(credentials()
                                .withProjectId(SHARED.fleet().project().value()))
                        .withEndpoint(endpoint())
                        .build();
            }
        },
        ONLY_THE_REGION {
            @Override
            RdsClient client() {
                return RdsClient.newBuilder()
                        .withCredential(credentials())
                        .withRegion(new Region(Fleet.PROJECT_NAME, endpoint()))
                        .build();
            }
        };

        abstract RdsClient client();

        static BasicCredentials credentials() {
            return new BasicCredentials()
                    .withAk(Fleet.accessKey(Fleet.USER))
                    .withSk(SHARED.fleet().accessSecret().value())
                    .withIamEndpoint(endpoint());
        }

        private static String endpoint() {
            return SHARED.server().endpoint().toString();
        }
    }

    @BeforeAll
    static void start() {
        instance = SHARED.instance("by_sdk", LOG);
    }

    @ParameterizedTest
    @EnumSource
    void the_error_log_is_downloaded_and_its_task_is_found(Knowing knowing) {
        RdsClient client = knowing.client();
        DownloadErrorlogRequest request =
                new DownloadErrorlogRequest().withInstanceId(instance.id().value());
        DownloadErrorlogResponse finished = await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> client.downloadErrorlog(request),
                        answer -> answer.getStatus().equals("FINISH"));
        assertThat(finished.getCount()).isEqualTo(1);
        ErrorlogDownloadInfo file = finished.getList().getFirst();
        assertThat(file.getStatus()).isEqualTo("SUCCESS");
        assertThat(file.getFileSize()).isEqualTo(String.valueOf(LOG.length()));
        assertThat(file.getUpdateAt()).isGreaterThanOrEqualTo(file.getCreateAt());
        assertThat(Links.bytes(file.getFileLink())).isEqualTo(LOG.getBytes(StandardCharsets.UTF_8));

        GetJobInfoResponseBodyJob job = client.listJobInfo(new ListJobInfoRequest().withId(file.getWorkflowId()))
                .getJob();
        assertThat(job.getId()).isEqualTo(file.getWorkflowId());
        assertThat(job.getStatus()).hasToString("Completed");
        assertThat(job.getInstance().getId()).isEqualTo(instance.id().value());
    }

    @ParameterizedTest
    @EnumSource
    void instances_are_listed(Knowing knowing) {
        InstanceResponse found = knowing.client()
                .listInstances(new ListInstancesRequest()
                        .withName("by_sdk")
                        .withDatastoreType(ListInstancesRequest.DatastoreTypeEnum.POSTGRESQL)
                        .withType(ListInstancesRequest.TypeEnum.SINGLE)
                        .withOffset(0)
                        .withLimit(10))
                .getInstances()
                .getFirst();
        assertThat(found.getId()).isEqualTo(instance.id().value());
        assertThat(found.getStatus()).isEqualTo("ACTIVE");
        assertThat(found.getDatastore().getType()).hasToString("PostgreSQL");
        assertThat(found.getNodes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void recent_records_are_read(Knowing knowing) {
        Instant now = Instant.now();
        String line = "%s UTC [1] ERROR:  what the SDK reads\n"
                .formatted(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
                        .withZone(ZoneOffset.UTC)
                        .format(now));
        Fleet.Instance recent =
                SHARED.instance("recent_by_sdk_" + knowing.name().toLowerCase(Locale.ROOT), line);
        DateTimeFormatter form =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ").withZone(ZoneOffset.UTC);

        ListErrorLogsResponse answer = knowing.client()
                .listErrorLogs(new ListErrorLogsRequest()
                        .withInstanceId(recent.id().value())
                        .withStartDate(form.format(now.minusSeconds(3600)))
                        .withEndDate(form.format(now.plusSeconds(60))));

        assertThat(answer.getTotalRecord()).isEqualTo(1);
        assertThat(answer.getErrorLogList()).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo("ERROR");
            assertThat(entry.getContent()).contains("what the SDK reads");
        });
    }

    @Test
    void the_sdk_understands_a_refusal() {
        RdsClient wrong = RdsClient.newBuilder()
                .withCredential(Knowing.credentials()
                        .withSk("another")
                        .withProjectId(SHARED.fleet().project().value()))
                .withEndpoint(SHARED.server().endpoint().toString())
                .build();
        ClientRequestException refused = catchThrowableOfType(
                ClientRequestException.class, () -> wrong.listInstances(new ListInstancesRequest()));
        assertThat(refused.getHttpStatusCode()).isEqualTo(401);
        assertThat(refused.getErrorCode()).isEqualTo("APIGW.0301");
        assertThat(refused.getRequestId()).isNotBlank();

        ClientRequestException unknown = catchThrowableOfType(
                ClientRequestException.class,
                () -> Knowing.THE_PROJECT_ID
                        .client()
                        .downloadErrorlog(new DownloadErrorlogRequest().withInstanceId("f".repeat(32) + "in03")));
        assertThat(unknown.getHttpStatusCode()).isEqualTo(404);
        assertThat(unknown.getErrorCode()).isEqualTo("DBS.200002");
    }
}
