package io.logferry.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import io.logferry.store.s3.RefusingStore;
import io.logferry.store.s3.S3Server;
import io.logferry.store.s3.S3Store;
import java.nio.file.Path;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreHealthTest {
    private static final Bucket BUCKET = new Bucket("secret-bucket");

    @TempDir
    private Path folder;

    @Test
    void health_says_that_cleanup_is_limited_but_not_for_which_store_or_why() throws Exception {
        try (S3Server server = S3Server.start(folder);
                RefusingStore refusing = new RefusingStore(
                        server.address(),
                        request -> request.startsWith("GET") && request.contains("?uploads"),
                        "403 Forbidden",
                        "AccessDenied",
                        "User arn:aws:iam::1234:user/logferry may not");
                S3Store limited = S3Store.open(
                        server.endpoint().at(refusing.address()),
                        BUCKET,
                        folder,
                        Patience.NONE,
                        InstantSource.system());
                S3Store whole = server.open(BUCKET, folder)) {
            HealthCheckResponse told = new StoreHealth(limited).call();
            assertThat(limited.limitation().orElseThrow()).contains("arn:aws", BUCKET.name());
            assertThat(told.getData()).isEmpty();
            assertThat(told.getName())
                    .contains("can't be cleaned up")
                    .doesNotContain("127.0.0.1", BUCKET.name(), "arn:aws", "AccessDenied");
            assertThat(told.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            assertThat(new StoreHealth(whole).call().getName()).doesNotContain("can't");
        }
    }
}
