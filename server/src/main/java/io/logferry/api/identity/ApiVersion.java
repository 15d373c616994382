package io.logferry.api.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A version of OpenStack Identity, for clients that request it before they log in. */
@Schema(name = "Version")
record ApiVersion(
        String id,
        String status,
        String updated,
        List<Link> links,
        @JsonProperty("media-types") List<MediaType> mediaTypes) {
    @Schema(name = "VersionLink")
    record Link(String rel, String href) {}

    @Schema(name = "VersionMediaType")
    record MediaType(String base, String type) {}

    /** Version 3.14, with its date in OpenStack. */
    static ApiVersion at(URI base) {
        return new ApiVersion(
                "v3.14",
                "stable",
                "2020-04-07T00:00:00Z",
                List.of(new Link("self", base + "/v3/")),
                List.of(new MediaType("application/json", "application/vnd.openstack.identity-v3+json")));
    }
}
