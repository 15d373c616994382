package io.logferry.wiring;

import io.logferry.store.s3.S3Endpoint;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The endpoints of the object store from {@code logferry.store.s3.…}. */
final class S3Settings {
    private S3Settings() {}

    /** The endpoint for this service. */
    static S3Endpoint forStoring(LogferryConfig.Store.S3 settings) {
        boolean hasAddress = settings.endpoint().isPresent();
        return new S3Endpoint(
                settings.endpoint(),
                settings.region().map(Region::of).orElseGet(() -> S3Endpoint.usualRegion(hasAddress)),
                settings.pathStyle().orElse(hasAddress),
                credentials(settings.accessKey(), settings.secretKey()),
                settings.ca());
    }

    /** The endpoint for callers. */
    static S3Endpoint forLinks(LogferryConfig.Store.S3 settings) {
        S3Endpoint ours = forStoring(settings);
        return settings.publicEndpoint().map(ours::at).orElse(ours);
    }

    private static AwsCredentialsProvider credentials(Optional<String> accessKey, Optional<String> secretKey) {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "Set both logferry.store.s3.access-key and .secret-key, or neither: then the AWS SDK looks in its usual "
                            + "places (environment, web identity, profile, container, instance).");
        }
        return accessKey.isPresent()
                ? S3Endpoint.credentials(accessKey.get(), secretKey.get())
                : S3Endpoint.foundCredentials();
    }
}
