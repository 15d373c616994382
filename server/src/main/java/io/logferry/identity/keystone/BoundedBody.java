package io.logferry.identity.keystone;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer; empty if it is larger than any token's. Another service at the address may send without end. */
final class BoundedBody implements HttpResponse.BodySubscriber<Optional<byte[]>> {
    static final int MOST_BYTES = 1024 * 1024;

    private final CompletableFuture<Optional<byte[]>> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<Optional<byte[]>> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone()) {
                return;
            }
            take(buffer);
        }
    }

    private void take(ByteBuffer buffer) {
        if (buffer.remaining() > MOST_BYTES - read.size()) {
            if (subscription != null) {
                subscription.cancel();
            }
            whole.complete(Optional.empty());
            return;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        read.writeBytes(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(Optional.of(read.toByteArray()));
    }
}
