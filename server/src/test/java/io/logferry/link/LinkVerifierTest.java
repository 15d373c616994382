package io.logferry.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.TestClock;
import io.logferry.id.ObjectKey;
import io.logferry.key.FixedKeyRing;
import io.logferry.key.KeyRing.KeyPurpose;
import io.logferry.key.KeyRing.SigningKey;
import io.logferry.link.LinkIssuer.SignatureVersion;
import io.logferry.store.Bucket;
import io.logferry.store.ObjectKeys;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkVerifierTest {
    private static final URI BASE = URI.create("http://127.0.0.1:8080");
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final Duration TTL = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final FixedKeyRing keys = FixedKeyRing.ofTwo();
    private final LinkVerifier verifier = new LinkVerifier(keys, BUCKET, clock);
    private final ObjectKey key = ObjectKeys.random();

    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void a_link_is_valid_for_its_file_for_the_whole_ttl_and_not_longer(SignatureVersion version) {
        Link link = issue(version);
        assertThat(link.url()).startsWith("http://127.0.0.1:8080/logferry/" + key + "?");
        assertThat(link.signedAt()).isEqualTo(clock.instant());
        assertThat(link.expiresAt())
                .isBetween(
                        clock.instant().plus(TTL).minusSeconds(1),
                        clock.instant().plus(TTL));
        assertThat(verify(link.url())).isEqualTo(new LinkVerifier.Verdict.Granted(key, "no-cache,no-store"));
        clock.advance(TTL);
        assertThat(verify(link.url())).isInstanceOf(LinkVerifier.Verdict.Granted.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(verify(link.url())).isInstanceOf(LinkVerifier.Verdict.Expired.class);
    }

    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void a_link_that_an_older_key_of_the_ring_signed_is_valid(SignatureVersion version) {
        SigningKey older = keys.find(KeyPurpose.LINK, "OLDERLINKKEY00000000").orElseThrow();
        String url = new LocalLinks(new FixedKeyRing(List.of(older)), BUCKET, TTL, version, clock)
                .issue(key, BASE)
                .url();
        assertThat(verify(url)).isInstanceOf(LinkVerifier.Verdict.Granted.class);
    }

    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void the_order_of_the_parameters_does_not_matter(SignatureVersion version) {
        URI url = URI.create(issue(version).url());
        List<String> parameters = Arrays.asList(url.getRawQuery().split("&"));
        Collections.reverse(parameters);
        assertThat(verifier.verify(url.getRawPath(), String.join("&", parameters), url.getRawAuthority()))
                .isInstanceOf(LinkVerifier.Verdict.Granted.class);
    }

    @Property(tries = 3000)
    void a_link_with_another_byte_is_refused_or_says_the_same(
            @ForAll SignatureVersion version,
            @ForAll @IntRange(max = 10_000) int position,
            @ForAll @CharRange(from = ' ', to = '~') char other) {
        String path = BASE.relativize(URI.create(issue(version).url())).toString();
        int at = position % path.length();
        refusedUnlessTheSame(path, path.substring(0, at) + other + path.substring(at + 1));
        refusedUnlessTheSame(path, path.substring(0, at) + other + path.substring(at));
        refusedUnlessTheSame(path, path.substring(0, at) + path.substring(at + 1));
    }

    @Property(tries = 1000)
    void a_link_with_a_piece_cut_out_or_doubled_is_refused(
            @ForAll SignatureVersion version,
            @ForAll @IntRange(max = 10_000) int position,
            @ForAll @IntRange(min = 1, max = 200) int length) {
        String path = BASE.relativize(URI.create(issue(version).url())).toString();
        int from = position % path.length();
        int to = Math.min(path.length(), from + length);
        refusedUnlessTheSame(path, path.substring(0, from) + path.substring(to));
        refusedUnlessTheSame(path, path.substring(0, to) + path.substring(from));
    }

    @Test
    void another_key_or_another_file_is_refused() {
        Link link = issue(SignatureVersion.V2);
        ObjectKey another = ObjectKeys.random();
        assertThat(verify(link.url().replace(key.toString(), another.toString())))
                .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
        assertThat(verify(link.url().replace("CURRENTLINKKEY000000", "OLDERLINKKEY00000000")))
                .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
        assertThat(verify(link.url().replace("CURRENTLINKKEY000000", "CURRENTTOKENKEY00000")))
                .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&response-content-type=text%2Fhtml",
                "&response-cache-control=public",
                "&response-cache-control=no-cache%2Cno-store",
                "&acl",
                "&versionId=1",
                "&x=y",
                "&",
                "&Expires=99999999999"
            })
    void a_parameter_that_was_not_signed_is_refused(String more) {
        for (SignatureVersion version : SignatureVersion.values()) {
            assertThat(verify(issue(version).url() + more)).isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logferry//%s",
                "/logferry/./%s",
                "/logferry/x/../%s",
                "/logferry/%%2e%%2e/logferry/%s",
                "/logferry/%s/",
                "/logferry/%s%%00",
                "/logferry/%s%%20",
                "/logferry/%s;x",
                "/logferry/../logferry/%s",
                "/logferry",
                "/logferry/"
            })
    void a_path_that_is_not_exactly_the_file_s_is_refused(String path) {
        URI url = URI.create(issue(SignatureVersion.V2).url());
        assertThat(verifier.verify(path.formatted(key), url.getRawQuery(), url.getRawAuthority()))
                .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
    }

    @Test
    void an_encoded_slash_or_letter_in_the_path_is_refused() {
        URI url = URI.create(issue(SignatureVersion.V2).url());
        String file = key.toString();
        for (String spelled :
                List.of(file.replaceFirst("/", "%2F"), file.replaceFirst("/", "%2f"), file.replace("_", "%5F"))) {
            assertThat(verifier.verify("/logferry/" + spelled, url.getRawQuery(), url.getRawAuthority()))
                    .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
        }
    }

    @Test
    void a_link_without_a_complete_signature_is_refused() {
        URI url = URI.create(issue(SignatureVersion.V2).url());
        String query = url.getRawQuery();
        for (String less :
                List.of("", "x=y", query.replaceFirst("&Signature=.*", ""), query.replaceFirst("Expires=\\d+&", ""))) {
            assertThat(verifier.verify(url.getRawPath(), less, url.getRawAuthority()))
                    .isInstanceOf(LinkVerifier.Verdict.Unsigned.class);
        }
    }

    @Test
    void a_link_to_another_bucket_is_refused_even_if_it_is_signed() {
        String url = new LocalLinks(keys, new Bucket("another"), TTL, SignatureVersion.V2, clock)
                .issue(key, BASE)
                .url();
        assertThat(verify(url)).isInstanceOf(LinkVerifier.Verdict.ForeignBucket.class);
    }

    @Test
    void version_4_is_valid_only_for_the_host_that_it_was_signed_for() {
        URI url = URI.create(issue(SignatureVersion.V4).url());
        assertThat(verifier.verify(url.getRawPath(), url.getRawQuery(), "another:8080"))
                .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log_ferry:8080", "logs.example", "logs.example:80", "[::1]:8080"})
    void version_4_signs_the_host_as_it_is(String host) {
        URI url = URI.create(new LocalLinks(keys, BUCKET, TTL, SignatureVersion.V4, clock)
                .issue(key, URI.create("http://" + host))
                .url());
        assertThat(url.getRawAuthority()).isEqualTo(host);
        assertThat(verifier.verify(url.getRawPath(), url.getRawQuery(), host))
                .isInstanceOf(LinkVerifier.Verdict.Granted.class);
    }

    @Test
    void version_4_is_not_valid_for_more_than_7_days() {
        String url = issue(SignatureVersion.V4).url();
        for (String seconds : List.of("604800", "604801", "999999")) {
            assertThat(verify(url.replace("X-Amz-Expires=300", "X-Amz-Expires=" + seconds)))
                    .isInstanceOf(LinkVerifier.Verdict.Mismatch.class);
        }
    }

    private Link issue(SignatureVersion version) {
        return new LocalLinks(keys, BUCKET, TTL, version, clock).issue(key, BASE);
    }

    private LinkVerifier.Verdict verify(String url) {
        String path = url.substring(BASE.toString().length());
        int question = path.indexOf('?');
        return question < 0
                ? verifier.verify(path, "", BASE.getRawAuthority())
                : verifier.verify(path.substring(0, question), path.substring(question + 1), BASE.getRawAuthority());
    }

    /** Another spelling of the same parameters may be granted; anything that means something else may not. */
    private void refusedUnlessTheSame(String original, String changed) {
        LinkVerifier.Verdict verdict = verify(BASE + "/" + changed);
        if (verdict instanceof LinkVerifier.Verdict.Granted) {
            assertThat(meaning(changed)).isEqualTo(meaning(original));
            assertThat(verdict).isEqualTo(new LinkVerifier.Verdict.Granted(key, "no-cache,no-store"));
        }
    }

    private static List<String> meaning(String url) {
        return Arrays.stream(url.split("[?&]", -1))
                .map(part -> URLDecoder.decode(part.replace("+", "%20"), StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }
}
