package io.logferry.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

class SignatureTest {
    private static final AwsBasicCredentials KEY =
            AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final String PATH = "/logferry/054bc9c1f680d55c1f36c006e5a9f67b/"
            + "44fb1d85-2fcc-4d63-ad3b-c3d1ecd7000e/054bc9c1f680d55c1f36c006e5a9f67b_errorlog_download_20200515080614589";

    @Test
    void version_2_signs_the_string_of_the_contract() throws Exception {
        String toSign = "GET\n\n\n1589530291\n" + PATH + "?response-cache-control=no-cache,no-store";
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(KEY.secretAccessKey().getBytes(UTF_8), "HmacSHA1"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(UTF_8)));

        SignatureV2 signed = new SignatureV2(KEY.accessKeyId(), Instant.ofEpochSecond(1589530291));
        assertThat(signed.signature(KEY, PATH)).isEqualTo(signature);
        assertThat(signed.spell(KEY, PATH))
                .isEqualTo(PATH + "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1589530291"
                        + "&response-cache-control=no-cache%2Cno-store&Signature="
                        + signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"));
    }

    @Test
    void version_4_signs_as_the_library_of_the_object_store_does() {
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create("http://127.0.0.1:8080"))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .checksumValidationEnabled(false)
                        .build())
                .credentialsProvider(StaticCredentialsProvider.create(KEY))
                .build()) {
            PresignedGetObjectRequest theirs =
                    presigner.presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(get -> get.bucket("logferry")
                                    .key(PATH.substring("/logferry/".length()))
                                    .responseCacheControl("no-cache,no-store")));
            URI url = URI.create(theirs.url().toString());
            Map<String, String> parameters =
                    QueryStringSignature.parameters(url.getRawQuery()).orElseThrow();
            QueryStringSignature.Claim claim =
                    QueryStringSignature.read(parameters, "127.0.0.1:8080").orElseThrow();

            assertThat(url.getRawPath()).isEqualTo(PATH);
            assertThat(claim.form().signature(KEY, PATH)).isEqualTo(claim.signature());
            assertThat(claim.form().expires())
                    .isEqualTo(((SignatureV4) claim.form()).signedAt().plusSeconds(300));
        }
    }

    @Test
    void a_secret_never_shows() {
        assertThat(KEY.toString()).doesNotContain(KEY.secretAccessKey());
    }
}
