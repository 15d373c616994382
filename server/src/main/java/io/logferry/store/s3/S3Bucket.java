package io.logferry.store.s3;

import io.logferry.id.ObjectKey;
import io.logferry.retry.Patience;
import io.logferry.store.Bucket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The requests to an object store about export files. */
final class S3Bucket {
    private static final String CONTENT_TYPE = "application/octet-stream";

    /** The metadata (x-amz-meta-…) of a file that was sent in one piece: 64 hex digits. */
    static final String SHA256 = "sha256";

    /** The metadata of a file that was sent in parts: says which upload made it. */
    private static final String UPLOAD = "upload";

    /** For cleaning up: no caller waits for it, and it is tried again later. */
    private static final Duration FOR_CLEANING = Duration.ofSeconds(3);

    /** Cleaning up must not hang if the store stalls; the usual timeout is long enough to store a part. */
    static final AwsRequestOverrideConfiguration BRIEFLY = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(5))
            .build();

    private final S3Client client;
    private final String name;
    private final Patience patience;

    /** @param patience how long a request waits for a store that can't be reached */
    S3Bucket(S3Client client, Bucket bucket, Patience patience) {
        this.client = client;
        this.name = bucket.name();
        this.patience = patience;
    }

    /**
     * A multipart upload of this process.
     *
     * @param token the file's metadata will contain it
     */
    record Begun(ObjectKey key, String id, String token) {}

    /** Stores a whole file in one request. */
    void put(ObjectKey key, Part content, String sha256, StoreWaits waits) throws IOException {
        String md5 = content.md5();
        ask(
                "store " + key,
                waits,
                () -> whole(client.putObject(
                                put -> put.bucket(name)
                                        .key(key.toString())
                                        .contentType(CONTENT_TYPE)
                                        .contentDisposition(disposition(key))
                                        .contentMD5(md5)
                                        .metadata(Map.of(SHA256, sha256)),
                                body(content))
                        .eTag()));
    }

    Begun begin(ObjectKey key, StoreWaits waits) throws IOException {
        String token = UUID.randomUUID().toString();
        String id = ask(
                "begin the upload of " + key,
                waits,
                () -> whole(client.createMultipartUpload(create -> create.bucket(name)
                                .key(key.toString())
                                .contentType(CONTENT_TYPE)
                                .contentDisposition(disposition(key))
                                .metadata(Map.of(UPLOAD, token)))
                        .uploadId()));
        return new Begun(key, id, token);
    }

    CompletedPart send(Begun upload, int number, Part content, StoreWaits waits) throws IOException {
        String md5 = content.md5();
        String etag = ask(
                "store part " + number + " of " + upload.key(),
                waits,
                () -> whole(client.uploadPart(
                                part -> part.bucket(name)
                                        .key(upload.key().toString())
                                        .uploadId(upload.id())
                                        .partNumber(number)
                                        .contentMD5(md5),
                                body(content))
                        .eTag()));
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Makes the parts one file; they must be in order. */
    void complete(Begun upload, List<CompletedPart> parts, StoreWaits waits) throws IOException {
        ask("complete the upload of " + upload.key(), waits, () -> {
            try {
                whole(client.completeMultipartUpload(complete -> complete.bucket(name)
                                .key(upload.key().toString())
                                .uploadId(upload.id())
                                .multipartUpload(all -> all.parts(parts)))
                        .eTag());
            } catch (S3Exception e) {
                // An earlier attempt may have succeeded, and only its answer was lost.
                if (!S3Fault.isNoSuchUpload(e) || !isMadeBy(upload)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** Ends an upload and frees the space of its parts; does nothing if it has ended. */
    void abort(ObjectKey key, String uploadId) throws IOException {
        clean("abort an upload of " + key, () -> {
            try {
                client.abortMultipartUpload(abort -> abort.bucket(name)
                        .key(key.toString())
                        .uploadId(uploadId)
                        .overrideConfiguration(BRIEFLY));
            } catch (S3Exception e) {
                if (!S3Fault.isNoSuchUpload(e)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** The export files whose keys have this prefix. */
    List<ObjectKey> files(String prefix) throws IOException {
        return clean("list the files that begin with " + prefix, () -> {
            List<ObjectKey> found = new ArrayList<>();
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                    list -> list.bucket(name).prefix(prefix).overrideConfiguration(BRIEFLY))) {
                whole(page.isTruncated());
                page.contents().forEach(file -> ObjectKey.parse(file.key()).ifPresent(found::add));
            }
            return found;
        });
    }

    void remove(ObjectKey key) throws IOException {
        clean(
                "remove " + key,
                () -> client.deleteObject(
                        delete -> delete.bucket(name).key(key.toString()).overrideConfiguration(BRIEFLY)));
    }

    private <T> T ask(String what, StoreWaits waits, S3Fault.Request<T> request) throws IOException {
        Patience.Waiting waiting = patience.begin();
        try {
            return S3Fault.ask(what, waiting, request);
        } finally {
            waits.add(waiting);
        }
    }

    /** A request that is short, and that no export waits for. */
    <T> T clean(String what, S3Fault.Request<T> request) throws IOException {
        return S3Fault.ask(what, patience.atMost(FOR_CLEANING).begin(), request);
    }

    /** Checks for a field that every answer of its kind has: the HTTP client accepts an answer that was cut after its status line. */
    static <T> T whole(@Nullable T part) {
        if (part == null) {
            throw SdkClientException.create("the answer was cut short");
        }
        return part;
    }

    private boolean isMadeBy(Begun upload) {
        return upload.token()
                .equals(client.headObject(
                                head -> head.bucket(name).key(upload.key().toString()))
                        .metadata()
                        .get(UPLOAD));
    }

    private static RequestBody body(Part content) {
        return RequestBody.fromContentProvider(content::open, content.size(), CONTENT_TYPE);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String disposition(ObjectKey key) {
        return "attachment; filename=\"" + key.fileName() + "\"";
    }
}
