package io.logferry.identity;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ForgedTokenTest {
    private static final IdentityFixture HOUSE = new IdentityFixture();
    private static final String TOKEN = token();

    @Property(tries = 300)
    void no_text_is_a_token_by_chance(@ForAll String header, @ForAll String claims, @ForAll String signature)
            throws Exception {
        assertThat(HOUSE.tokens.verify(header + "." + claims + "." + signature)).isEmpty();
    }

    /** The last letter of each part may hold bits that base64 ignores, so those are left alone. */
    @Property(tries = 500)
    void a_changed_letter_is_noticed(@ForAll @IntRange(max = 10_000) int at, @ForAll char letter) throws Exception {
        int index = at % (TOKEN.length() - 1);
        boolean lastOfItsPart = TOKEN.charAt(index + 1) == '.';
        if (lastOfItsPart || letter == TOKEN.charAt(index)) {
            return;
        }
        String changed = TOKEN.substring(0, index) + letter + TOKEN.substring(index + 1);
        assertThat(HOUSE.tokens.verify(changed)).isEmpty();
    }

    private static String token() {
        try {
            return HOUSE.token();
        } catch (IdentityUnavailableException e) {
            throw new AssertionError(e);
        }
    }
}
