package io.logferry.identity.signature;

import static io.logferry.identity.signature.SignatureFixture.arrived;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.identity.signature.RequestSigner.Dialect;
import io.logferry.identity.signature.RequestSigner.Draft;
import io.logferry.identity.signature.RequestSigner.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked: as it was signed it is taken, and changed in anything that is signed it is not. */
class SdkSignaturePropertyTest {
    private final SignatureFixture house = new SignatureFixture();

    @Property(tries = 300)
    void a_request_that_is_sent_as_it_was_signed_is_accepted(@ForAll Dialect dialect, @ForAll("drafts") Draft draft) {
        assertThat(house.accepts(arrived(draft, sign(dialect, draft)))).isTrue();
    }

    @Property(tries = 300)
    void another_secret_is_refused(
            @ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("texts") String secret) {
        RequestSigner signer = SignatureFixture.signer(dialect).withSecret("not " + secret);
        assertThat(house.accepts(arrived(draft, signer.sign(draft, house.clock.instant()))))
                .isFalse();
    }

    @Property(tries = 300)
    void another_method_is_refused(
            @ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("methods") String method) {
        Assume.that(!method.equals(draft.method()));
        refused(
                dialect,
                draft,
                old -> new Draft(method, old.host(), old.path(), old.query(), old.headers(), old.body()));
    }

    @Property(tries = 300)
    void another_path_is_refused(@ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("paths") String path) {
        Assume.that(!withSlash(path).equals(withSlash(draft.path())));
        refused(
                dialect,
                draft,
                old -> new Draft(old.method(), old.host(), path, old.query(), old.headers(), old.body()));
    }

    @Property(tries = 300)
    void another_value_in_the_query_is_refused(
            @ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("texts") String value) {
        Assume.that(!draft.query().isEmpty());
        Parameter first = draft.query().getFirst();
        Assume.that(!first.value().equals(value));
        List<Parameter> query = new ArrayList<>(draft.query());
        query.set(0, new Parameter(first.name(), value));
        refused(dialect, draft, old -> withQuery(old, query));
    }

    @Property(tries = 300)
    void another_parameter_in_the_query_is_refused(
            @ForAll Dialect dialect,
            @ForAll("drafts") Draft draft,
            @ForAll("texts") String name,
            @ForAll boolean first) {
        Assume.that(!name.isEmpty());
        List<Parameter> query = new ArrayList<>(draft.query());
        query.add(first ? 0 : query.size(), new Parameter(name, "added"));
        refused(dialect, draft, old -> withQuery(old, query));
    }

    @Property(tries = 300)
    void a_query_without_one_of_its_parameters_is_refused(@ForAll Dialect dialect, @ForAll("drafts") Draft draft) {
        Assume.that(!draft.query().isEmpty());
        List<Parameter> query = draft.query().subList(1, draft.query().size());
        refused(dialect, draft, old -> withQuery(old, query));
    }

    @Property(tries = 300)
    void another_value_of_a_signed_header_is_refused(
            @ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("headerValues") String value) {
        Map<String, String> headers = sign(dialect, draft);
        for (String name : List.copyOf(headers.keySet())) {
            Map<String, String> changed = new TreeMap<>(headers);
            changed.put(name, changed.get(name) + "," + value);
            assertThat(house.accepts(arrived(draft, changed))).as(name).isFalse();
        }
    }

    @Property(tries = 300)
    void another_body_is_refused(@ForAll Dialect dialect, @ForAll("drafts") Draft draft, @ForAll("texts") String body) {
        Assume.that(!body.equals(draft.body()));
        refused(
                dialect,
                draft,
                old -> new Draft(old.method(), old.host(), old.path(), old.query(), old.headers(), body));
    }

    private void refused(Dialect dialect, Draft draft, UnaryOperator<Draft> change) {
        Map<String, String> headers = sign(dialect, draft);
        assertThat(house.accepts(arrived(change.apply(draft), headers))).isFalse();
    }

    private Map<String, String> sign(Dialect dialect, Draft draft) {
        return SignatureFixture.signer(dialect).sign(draft, house.clock.instant());
    }

    private static Draft withQuery(Draft draft, List<Parameter> query) {
        return new Draft(draft.method(), draft.host(), draft.path(), query, draft.headers(), draft.body());
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    @Provide
    Arbitrary<Draft> drafts() {
        Arbitrary<List<Parameter>> query = Combinators.combine(names(), texts())
                .as(Parameter::new)
                .list()
                .uniqueElements(Parameter::name)
                .ofMaxSize(4);
        Arbitrary<Map<String, String>> headers = Arbitraries.maps(
                        Arbitraries.of("content-type", "x-language", "x-project-id", "user-agent", "accept"),
                        headerValues())
                .ofMaxSize(4);
        return Combinators.combine(
                        methods(),
                        Arbitraries.of("logs.example", "logs.example:8080", "[::1]:80"),
                        paths(),
                        query,
                        headers,
                        texts())
                .as(Draft::new);
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "POST", "PUT", "DELETE", "HEAD");
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withCharRange('a', 'f')
                .numeric()
                .withChars("-_.~ é:;=@%")
                .ofMinLength(1)
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(segments -> "/" + String.join("/", segments));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_.~ +&=%/*é\u20ac\n")
                .ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> headerValues() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("/;=*.")
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("_")
                .ofMinLength(1)
                .ofMaxLength(6);
    }
}
