package io.logferry.store.s3;

import io.logferry.id.ObjectKey;
import io.logferry.id.Sha256;
import io.logferry.store.LogStore.StoreFullException;
import io.logferry.store.LogStore.StoredFile;
import io.logferry.store.LogStore.Upload;
import io.logferry.store.Stage;
import io.logferry.store.s3.Parts.PartSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The caller's thread hands buffers over, another thread hashes them and collects them into parts. Full parts are sent while the next part is
 * filled. A file that fits into one part is sent in one request when it is complete.
 */
final class S3Upload implements Upload {
    private static final Logger LOG = Logger.getLogger(S3Upload.class);
    private static final int BUFFERS = 8;

    private final S3Bucket bucket;
    private final ObjectKey key;
    private final Parts parts;
    private final MessageDigest digest = Sha256.digest();
    private final StoreWaits waits = new StoreWaits();
    private final Stage<ByteBuffer> hashing;
    private int number = 1;
    private Part part;
    private @Nullable MultipartUpload multipart;
    private long size;
    private boolean completed;
    private boolean closed;

    S3Upload(S3Bucket bucket, ObjectKey key, Parts parts) throws IOException {
        this.bucket = bucket;
        this.key = key;
        this.parts = parts;
        this.part = parts.create(number);
        this.hashing = new Stage<>("store-hash", BUFFERS, this::hash);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException, InterruptedException {
        checkOpen();
        size += bytes.remaining();
        if (size > PartSizes.LARGEST_OBJECT) {
            throw tooLarge();
        }
        hashing.put(bytes);
    }

    @Override
    public StoredFile complete() throws IOException, InterruptedException {
        checkOpen();
        completed = true;
        hashing.finish();
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (multipart == null) {
            bucket.put(key, part, sha256, waits);
        } else {
            multipart.add(part);
            multipart.complete();
        }
        return new StoredFile(size, sha256);
    }

    @Override
    public Optional<Duration> waited() {
        return waits.any() ? Optional.of(waits.longest()) : Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        hashing.close();
        if (multipart != null) {
            multipart.close();
        }
        closePart();
    }

    static StoreFullException tooLarge() {
        return new StoreFullException("The file is larger than 5 TiB, which is the limit of an object store.");
    }

    private void hash(ByteBuffer bytes) throws IOException, InterruptedException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            if (part.isFull()) {
                sendPart();
            }
            part.fill(bytes);
        }
    }

    private void sendPart() throws IOException, InterruptedException {
        if (multipart == null) {
            multipart = new MultipartUpload(bucket, key, parts, waits);
        }
        multipart.add(part);
        number++;
        part = parts.create(number);
    }

    private void closePart() {
        try {
            part.close();
        } catch (IOException e) {
            LOG.warnf(e, "the spool file of a part of %s could not be closed", key);
        }
    }

    private void checkOpen() {
        if (completed || closed) {
            throw new IllegalStateException("the upload has ended");
        }
    }
}
