package io.logferry.wiring;

import io.logferry.store.s3.S3Endpoint;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The object store that {@code logferry.store.s3.…} means. */
final class S3Settings {
    private S3Settings() {}

    /** As this service reaches it. */
    static S3Endpoint forStoring(LogferryConfig.Store.S3 settings) {
        boolean hasAddress = settings.endpoint().isPresent();
        return new S3Endpoint(
                settings.endpoint(),
                settings.region().map(Region::of).orElseGet(() -> S3Endpoint.usualRegion(hasAddress)),
                settings.pathStyle().orElse(hasAddress),
                credentials(settings.accessKey(), settings.secretKey()),
                settings.ca());
    }

    /** As callers reach it. */
    static S3Endpoint forLinks(LogferryConfig.Store.S3 settings) {
        S3Endpoint ours = forStoring(settings);
        return settings.publicEndpoint().map(ours::at).orElse(ours);
    }

    private static AwsCredentialsProvider credentials(Optional<String> accessKey, Optional<String> secretKey) {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "Set both logferry.store.s3.access-key and .secret-key, or neither: then the usual places of the AWS SDK "
                            + "are looked at (environment, web identity, profile, container, instance).");
        }
        return accessKey.isPresent()
                ? S3Endpoint.credentials(accessKey.get(), secretKey.get())
                : S3Endpoint.foundCredentials();
    }
}
