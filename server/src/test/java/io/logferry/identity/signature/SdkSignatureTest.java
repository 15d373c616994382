package io.logferry.identity.signature;

import static io.logferry.identity.signature.SignatureFixture.arrived;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.identity.signature.RequestSigner.Dialect;
import io.logferry.identity.signature.RequestSigner.Draft;
import io.logferry.identity.signature.RequestSigner.Parameter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdkSignatureTest {
    private static final String PATH =
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances/3d39c18788b54a919bab633874c159dfin03/errorlog";
    private static final Draft GET = new Draft(
            "GET",
            SignatureFixture.HOST,
            PATH,
            List.of(
                    new Parameter("start_date", "2026-11-24T00:00:00+0000"),
                    new Parameter("level", "ALL"),
                    new Parameter("limit", "")),
            Map.of("Content-Type", "application/json", "X-Language", "en-us"),
            "");
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final SignatureFixture house = new SignatureFixture();

    @ParameterizedTest
    @EnumSource
    void a_signed_request_is_its_key_holders(Dialect dialect) {
        Map<String, String> headers = sign(dialect, GET);
        SdkSignature.Outcome outcome = house.signature.verify(arrived(GET, headers));
        assertThat(outcome)
                .isEqualTo(new SdkSignature.Outcome.Valid(
                        SignatureFixture.USER,
                        house.clock.instant().minusNanos(123_456_000).plus(Duration.ofMinutes(15))));
    }

    @Test
    void every_key_of_a_user_is_good() {
        RequestSigner other =
                new RequestSigner(Dialect.ACCESS, SignatureFixture.OTHER_ACCESS, SignatureFixture.OTHER_SECRET);
        assertThat(house.accepts(arrived(GET, other.sign(GET, house.clock.instant()))))
                .isTrue();
    }

    /** Computed by hand with openssl from the description, once and for all. */
    @Test
    void a_known_request_has_the_known_signature() {
        Map<String, String> headers = Map.of(
                "host",
                SignatureFixture.HOST,
                "x-sdk-date",
                "20261124T071237Z",
                "authorization",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature="
                        + "694e1506280dc9bdee2311edc569afc5675a695ad2e41854cef20992dc263f58");
        Map<String, String> derived = new TreeMap<>(headers);
        derived.put(
                "authorization",
                "SDK-HMAC-SHA256 Credential=AKEXAMPLE/20261124/eu-de/rds/sdk_request, SignedHeaders=host;x-sdk-date, Signature="
                        + "3bc17f6af2b81db304d2857b715b7196fa31ef414fa231f4e6e450a335084721");
        Draft draft = new Draft(
                "GET",
                SignatureFixture.HOST,
                "/v3/projects",
                List.of(new Parameter("name", "eu de"), new Parameter("domain_id", "a+b")),
                Map.of(),
                "");
        assertThat(house.accepts(arrived(draft, headers))).isTrue();
        assertThat(house.accepts(arrived(draft, derived))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_key_and_a_wrong_secret_get_the_same_answer(Dialect dialect) {
        RequestSigner right = SignatureFixture.signer(dialect);
        RequestSigner unknown = new RequestSigner(dialect, "AKNOBODY", SignatureFixture.SECRET);
        String wrongSecret =
                house.refusal(arrived(GET, right.withSecret("another").sign(GET, house.clock.instant())));
        assertThat(house.refusal(arrived(GET, unknown.sign(GET, house.clock.instant()))))
                .isEqualTo(wrongSecret);
    }

    @ParameterizedTest
    @EnumSource
    void a_date_is_good_for_fifteen_minutes(Dialect dialect) {
        SignedRequest request = arrived(GET, sign(dialect, GET));
        house.clock.advance(Duration.ofMinutes(14));
        assertThat(house.accepts(request)).isTrue();
        house.clock.advance(Duration.ofMinutes(1));
        assertThat(house.refusal(request)).contains("15 minutes").contains("20261124T072737Z");

        SignedRequest early = arrived(
                GET,
                SignatureFixture.signer(dialect).sign(GET, house.clock.instant().plusSeconds(15 * 60 + 1)));
        assertThat(house.refusal(early)).contains("15 minutes");
        house.clock.advance(Duration.ofSeconds(2));
        assertThat(house.accepts(early)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261124",
                "2026-11-24T07:12:37Z",
                "20261132T071237Z",
                "20261124T071237",
                "",
                "+20261124T071237Z"
            })
    void a_date_of_another_form_is_refused(String date) {
        assertThat(house.refusal(arrived(GET, with("x-sdk-date", date)))).contains("X-Sdk-Date must be a time");
    }

    @Test
    void a_derived_key_is_good_on_its_own_day_only() {
        Map<String, String> headers = sign(Dialect.CREDENTIAL, GET);
        headers.compute("authorization", (name, value) -> String.valueOf(value).replace("/20261124/", "/20261123/"));
        assertThat(house.refusal(arrived(GET, headers))).contains("The day in Credential");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic ZGVtbzpkZW1v",
                "SDK-HMAC-SHA256",
                "SDK-HMAC-SHA1 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Access=, SignedHeaders=host;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=, Signature=$",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=Host;X-Sdk-Date, Signature=$",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature=0123",
                "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-sdk-date, Signature=$$",
                "SDK-HMAC-SHA256 Credential=AKEXAMPLE/20261124/sdk_request, SignedHeaders=host;x-sdk-date, Signature=$",
                "SDK-HMAC-SHA256 Credential=AKEXAMPLE/20261124///aws4_request, SignedHeaders=host;x-sdk-date, Signature=$"
            })
    void an_authorization_of_another_form_is_refused(String authorization) {
        String header = authorization.replace("$", EMPTY_SHA256);
        assertThat(house.refusal(arrived(GET, with("authorization", header)))).contains("The header Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-sdk-date", "host"})
    void host_and_date_must_be_signed(String name) {
        Map<String, String> headers = sign(Dialect.ACCESS, GET);
        headers.compute("authorization", (key, value) -> String.valueOf(value).replace(";" + name, ""));
        assertThat(house.refusal(arrived(GET, headers))).contains("must be among the signed");
    }

    @ParameterizedTest
    @EnumSource
    void a_signed_header_that_is_missing_or_sent_twice_is_refused(Dialect dialect) {
        Map<String, List<String>> headers = new TreeMap<>();
        sign(dialect, GET).forEach((name, value) -> headers.put(name, List.of(value)));
        for (String name : List.of("x-language", "host", "x-sdk-date")) {
            Map<String, List<String>> twice = new TreeMap<>(headers);
            twice.computeIfPresent(name, (key, values) -> List.of(values.getFirst(), values.getFirst()));
            assertThat(house.refusal(withHeaders(twice))).contains("only once");
            Map<String, List<String>> none = new TreeMap<>(headers);
            none.remove(name);
            assertThat(house.refusal(withHeaders(none))).contains("must be in the request");
        }
        Map<String, List<String>> twoSignatures = new TreeMap<>(headers);
        twoSignatures.computeIfPresent("authorization", (key, values) -> List.of(values.getFirst(), "x"));
        assertThat(house.refusal(withHeaders(twoSignatures))).contains("must be there once");
    }

    @ParameterizedTest
    @EnumSource
    void the_hash_of_the_body_must_be_signed_and_right(Dialect dialect) {
        Draft told = withHeader(GET, "X-Sdk-Content-Sha256", EMPTY_SHA256);
        assertThat(house.accepts(arrived(told, sign(dialect, told)))).isTrue();

        Draft unsigned = withHeader(GET, "X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");
        assertThat(house.refusal(arrived(unsigned, sign(dialect, unsigned)))).contains("X-Sdk-Content-Sha256");

        Map<String, String> addedLater = sign(dialect, GET);
        addedLater.put("x-sdk-content-sha256", EMPTY_SHA256);
        assertThat(house.refusal(arrived(GET, addedLater))).contains("must be signed");

        Draft wrong = withHeader(GET, "X-Sdk-Content-Sha256", "0".repeat(64));
        assertThat(house.refusal(arrived(wrong, sign(dialect, wrong)))).contains("SHA-256 of the body");
    }

    @ParameterizedTest
    @EnumSource
    void headers_that_are_not_signed_may_be_added_and_changed(Dialect dialect) {
        Map<String, String> headers = sign(dialect, GET);
        headers.put("x-project-id", "0483b6b16e954cb88930a360d2c4e663");
        headers.put("x-forwarded-for", "192.0.2.1");
        assertThat(house.accepts(arrived(GET, headers))).isTrue();
    }

    @Test
    void a_second_parameter_of_the_same_name_can_be_neither_added_nor_put_first() {
        List<Parameter> twice = List.of(new Parameter("id", "a"), new Parameter("id", "b"));
        Draft draft = withQuery(twice);
        for (Dialect dialect : Dialect.values()) {
            Map<String, String> headers = sign(dialect, draft);
            assertThat(house.accepts(arrived(draft, headers))).isTrue();
            assertThat(house.accepts(arrived(withQuery(twice.reversed()), headers)))
                    .isFalse();
            assertThat(house.accepts(arrived(withQuery(twice.subList(0, 1)), headers)))
                    .isFalse();
        }
    }

    @Test
    void a_plus_that_was_not_encoded_is_a_plus_to_the_sdks_and_a_blank_to_the_go_client() {
        assertThat(house.accepts(sent("a=1+2", Dialect.ACCESS, "1+2"))).isTrue();
        assertThat(house.accepts(sent("a=1+2", Dialect.ACCESS, "1 2"))).isFalse();
        assertThat(house.accepts(sent("a=1+2", Dialect.CREDENTIAL, "1 2"))).isTrue();
        assertThat(house.accepts(sent("a=1+2", Dialect.CREDENTIAL, "1+2"))).isFalse();
        for (Dialect dialect : Dialect.values()) {
            assertThat(house.accepts(sent("a=1%2B2", dialect, "1+2"))).isTrue();
            assertThat(house.accepts(sent("a=%31%20%32", dialect, "1 2"))).isTrue();
            assertThat(house.accepts(sent("a=100%", dialect, "100%"))).isTrue();
            assertThat(house.accepts(sent("&a=&", dialect, ""))).isTrue();
            assertThat(house.accepts(sent("a", dialect, ""))).isTrue();
        }
    }

    @Test
    void the_path_is_signed_as_it_is_sent() {
        SignedRequest request = arrived(GET, sign(Dialect.ACCESS, GET));
        assertThat(house.accepts(withPath(request, request.path() + "/"))).isTrue();
        for (String other : List.of(
                request.path().replace("errorlog", "%65rrorlog"),
                request.path().replace("/errorlog", "//errorlog"),
                request.path().replace("/errorlog", "/./errorlog"),
                request.path() + ";a=b",
                request.path().toUpperCase(java.util.Locale.ROOT))) {
            assertThat(house.accepts(withPath(request, other))).as(other).isFalse();
        }
    }

    @Test
    void the_go_client_folds_blanks_in_headers() {
        Draft folded = withHeader(GET, "User-Agent", "golangsdk/2.0.0 terraform");
        Map<String, String> headers = sign(Dialect.CREDENTIAL, folded);
        headers.put("user-agent", "golangsdk/2.0.0  \t terraform");
        assertThat(house.accepts(arrived(folded, headers))).isTrue();
    }

    private SignedRequest sent(String rawQuery, Dialect dialect, String signedValue) {
        Draft draft = withQuery(List.of(new Parameter("a", signedValue)));
        SignedRequest request = arrived(draft, sign(dialect, draft));
        return new SignedRequest(request.method(), request.path(), rawQuery, request.headers(), request.bodySha256());
    }

    private static SignedRequest withPath(SignedRequest request, String path) {
        return new SignedRequest(request.method(), path, request.query(), request.headers(), request.bodySha256());
    }

    private static SignedRequest withHeaders(Map<String, List<String>> headers) {
        return SignedRequest.of(GET.method(), GET.sentPath(), GET.sentQuery(), headers, new byte[0]);
    }

    private static Draft withQuery(List<Parameter> query) {
        return new Draft(GET.method(), GET.host(), GET.path(), query, GET.headers(), GET.body());
    }

    private static Draft withHeader(Draft draft, String name, String value) {
        Map<String, String> headers = new TreeMap<>(draft.headers());
        headers.put(name, value);
        return new Draft(draft.method(), draft.host(), draft.path(), draft.query(), headers, draft.body());
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> headers = sign(Dialect.ACCESS, GET);
        headers.put(name, value);
        return headers;
    }

    private Map<String, String> sign(Dialect dialect, Draft draft) {
        return SignatureFixture.signer(dialect).sign(draft, house.clock.instant());
    }
}
