package io.logferry.store.s3;

import io.logferry.tls.TrustedAuthorities;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The address of an object store, and our credentials for it.
 *
 * @param address empty: the address of AWS in the region
 * @param pathStyle whether the bucket is the first segment of an address's path, rather than of its host name
 * @param authorities a PEM file with the certificate authorities to trust for the store; empty: those that the JVM trusts
 */
public record S3Endpoint(
        Optional<URI> address,
        Region region,
        boolean pathStyle,
        AwsCredentialsProvider credentials,
        Optional<Path> authorities) {
    /** Other stores than AWS have a region only in signatures, and most accept this one. */
    private static final Region ANY = Region.US_EAST_1;

    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 64;

    /** The region if none is set: the SDK finds it in its usual places (environment, profile, instance). */
    public static Region usualRegion(boolean hasAddress) {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            if (hasAddress) {
                return ANY;
            }
            throw new IllegalArgumentException(
                    "Where is the object store? Set logferry.store.s3.region, or for a store other than AWS "
                            + "logferry.store.s3.endpoint.",
                    e);
        }
    }

    /** Fixed keys. */
    public static AwsCredentialsProvider credentials(String accessKey, String secretKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    /** The credentials that the SDK finds: system properties, environment, web identity, profile, container, instance. */
    public static AwsCredentialsProvider foundCredentials() {
        return DefaultCredentialsProvider.builder().build();
    }

    /** The same store at another address. */
    public S3Endpoint at(URI otherAddress) {
        return new S3Endpoint(Optional.of(otherAddress), region, pathStyle, credentials, authorities);
    }

    /** The format of addresses and bodies: stores that are not AWS refuse aws-chunked bodies. */
    public S3Configuration spelling() {
        return S3Configuration.builder()
                .pathStyleAccessEnabled(pathStyle)
                .chunkedEncodingEnabled(false)
                .build();
    }

    S3Client connect() {
        S3ClientBuilder client = S3Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(spelling())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // S3Fault decides by the service's one policy what is tried again, and for how long.
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClientBuilder(http());
        address.ifPresent(client::endpointOverride);
        return client.build();
    }

    private SdkHttpClient.Builder<?> http() {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .connectionTimeout(TO_CONNECT)
                .connectionAcquisitionTimeout(TO_ANSWER)
                .socketTimeout(TO_ANSWER)
                .tcpKeepAlive(true)
                .maxConnections(CONNECTIONS);
        authorities
                .map(pem -> TrustedAuthorities.read(pem, "logferry.store.s3.ca"))
                .ifPresent(trusted -> http.tlsTrustManagersProvider(trusted::managers));
        return http;
    }

    @Override
    public String toString() {
        return address.map(URI::toString).orElse("AWS") + ", region " + region;
    }
}
