package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The links of a list, which always fits on one page here. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ListLinks(
        @Nullable String next, String self, @Nullable String previous) {
    static ListLinks of(URI base, String path) {
        return new ListLinks(null, base + path, null);
    }
}
