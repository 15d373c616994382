package io.logferry.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is asked of an object store about export files, each a request or a few. */
final class S3Bucket {
    private static final String CONTENT_TYPE = "application/octet-stream";

    /** The metadata (x-amz-meta-…) of a file that was sent in one piece: 64 hex digits. */
    static final String SHA256 = "sha256";

    /** The metadata of a file that was sent in parts: tells whose completion it was that made it. */
    private static final String UPLOAD = "upload";

    private final S3Client client;
    private final String name;

    S3Bucket(S3Client client, Bucket bucket) {
        this.client = client;
        this.name = bucket.name();
    }

    /**
     * A multipart upload that is under way.
     *
     * @param token what the file's metadata will say
     */
    record Begun(ObjectKey key, String id, String token) {}

    /** A multipart upload that is found there. */
    record Found(ObjectKey key, String id, Instant initiated) {}

    /** Stores a whole file in one request. */
    void put(ObjectKey key, Part content, String sha256) throws IOException {
        String md5 = content.md5();
        S3Fault.ask(
                "store " + key,
                () -> client.putObject(
                        put -> put.bucket(name)
                                .key(key.toString())
                                .contentType(CONTENT_TYPE)
                                .contentDisposition(disposition(key))
                                .contentMD5(md5)
                                .metadata(Map.of(SHA256, sha256)),
                        body(content)));
    }

    Begun begin(ObjectKey key) throws IOException {
        String token = UUID.randomUUID().toString();
        String id = S3Fault.ask(
                "begin the upload of " + key,
                () -> client.createMultipartUpload(create -> create.bucket(name)
                                .key(key.toString())
                                .contentType(CONTENT_TYPE)
                                .contentDisposition(disposition(key))
                                .metadata(Map.of(UPLOAD, token)))
                        .uploadId());
        return new Begun(key, id, token);
    }

    CompletedPart send(Begun upload, int number, Part content) throws IOException {
        String md5 = content.md5();
        String etag = S3Fault.ask(
                "store part " + number + " of " + upload.key(),
                () -> client.uploadPart(
                                part -> part.bucket(name)
                                        .key(upload.key().toString())
                                        .uploadId(upload.id())
                                        .partNumber(number)
                                        .contentMD5(md5),
                                body(content))
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    /** Makes the file of its parts, which are in order. */
    void complete(Begun upload, List<CompletedPart> parts) throws IOException {
        S3Fault.ask("complete the upload of " + upload.key(), () -> {
            try {
                client.completeMultipartUpload(complete -> complete.bucket(name)
                        .key(upload.key().toString())
                        .uploadId(upload.id())
                        .multipartUpload(all -> all.parts(parts)));
            } catch (S3Exception e) {
                // An earlier attempt may have done it, and only its answer been lost.
                if (!S3Fault.isNoSuchUpload(e) || !isMadeBy(upload)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** Ends an upload, and frees what its parts take; does nothing where it has ended. */
    void abort(ObjectKey key, String uploadId) throws IOException {
        S3Fault.ask("abort an upload of " + key, () -> {
            try {
                client.abortMultipartUpload(
                        abort -> abort.bucket(name).key(key.toString()).uploadId(uploadId));
            } catch (S3Exception e) {
                if (!S3Fault.isNoSuchUpload(e)) {
                    throw e;
                }
            }
            return true;
        });
    }

    /** The uploads of export files that are under way, or were left behind; what else the bucket is used for is not our business. */
    List<Found> uploads(String prefix) throws IOException {
        return S3Fault.ask("list the uploads under way", () -> {
            List<Found> found = new ArrayList<>();
            client.listMultipartUploadsPaginator(list -> list.bucket(name).prefix(prefix))
                    .uploads()
                    .forEach(upload -> ObjectKey.parse(upload.key())
                            .map(key -> new Found(key, upload.uploadId(), upload.initiated()))
                            .ifPresent(found::add));
            return found;
        });
    }

    /** When the upload got its latest part; empty where it has none, or has ended. */
    Optional<Instant> latestPart(Found upload) throws IOException {
        return S3Fault.ask("list the parts of an upload of " + upload.key(), () -> {
            try {
                return client
                        .listPartsPaginator(list ->
                                list.bucket(name).key(upload.key().toString()).uploadId(upload.id()))
                        .parts()
                        .stream()
                        .map(part -> part.lastModified())
                        .max(Comparator.naturalOrder());
            } catch (S3Exception e) {
                if (S3Fault.isNoSuchUpload(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    void remove(ObjectKey key) throws IOException {
        S3Fault.ask(
                "remove " + key,
                () -> client.deleteObject(delete -> delete.bucket(name).key(key.toString())));
    }

    private boolean isMadeBy(Begun upload) {
        HeadObjectResponse file =
                client.headObject(head -> head.bucket(name).key(upload.key().toString()));
        return upload.token().equals(file.metadata().get(UPLOAD));
    }

    private static RequestBody body(Part content) {
        return RequestBody.fromContentProvider(content::open, content.size(), CONTENT_TYPE);
    }

    private static String disposition(ObjectKey key) {
        return "attachment; filename=\"" + key.fileName() + "\"";
    }
}
