package io.logferry.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import io.logferry.identity.Users;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The vendor's own signer agrees; it signs with the time of the real clock. */
class VendorSignerTest {
    private static final BasicCredentials CREDENTIALS =
            new BasicCredentials().withAk(SignatureFixture.ACCESS).withSk(SignatureFixture.SECRET);

    private final SdkSignature signature =
            new SdkSignature(() -> new Users(List.of(SignatureFixture.USER)), Clock.systemUTC());

    @Test
    void a_query_with_reserved_characters_is_accepted() {
        HttpRequest request = HttpRequest.newBuilder()
                .withMethod(HttpMethod.GET)
                .withEndpoint("http://logs.example:8080")
                .withPath("/v3/p/instances/i/errorlog")
                .addQueryParam("start_date", List.of("2026-11-24T00:00:00+0000"))
                .addQueryParam("name", List.of("*a b~/é"))
                .build();
        assertAccepted(request, "name=*a%20b~%2F%C3%A9&start_date=2026-11-24T00%3A00%3A00%2B0000", "");
    }

    @Test
    void a_body_is_accepted_and_another_is_not() {
        HttpRequest request = HttpRequest.newBuilder()
                .withMethod(HttpMethod.POST)
                .withEndpoint("https://logs.example")
                .withPath("/v3/p/instances/i/errorlog-download")
                .withContentType("application/json")
                .addHeader("X-Language", "en-us")
                .withBodyAsString("{\"level\":\"ERROR\"}")
                .build();
        assertAccepted(request, "", "{\"level\":\"ERROR\"}");
        assertThat(signature.verify(arrived(request, "", "{\"level\":\"LOG\"}")))
                .isInstanceOf(SdkSignature.Outcome.Refused.class);
    }

    private void assertAccepted(HttpRequest request, String sentQuery, String body) {
        assertThat(signature.verify(arrived(request, sentQuery, body))).isInstanceOf(SdkSignature.Outcome.Valid.class);
    }

    private static SignedRequest arrived(HttpRequest request, String sentQuery, String body) {
        Map<String, List<String>> headers = new TreeMap<>(request.getHeaders());
        AKSKSigner.getInstance().sign(request, CREDENTIALS).forEach((name, value) -> headers.put(name, List.of(value)));
        return SignedRequest.of(
                request.getMethod().name(),
                request.getPath(),
                sentQuery,
                headers,
                body.getBytes(StandardCharsets.UTF_8));
    }
}
