package io.logferry.identity.keystone;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer's body, as long as it is no larger than any token's: whatever else listens at the address may send without end. */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Content> {
    static final int MOST_BYTES = 1024 * 1024;

    private final CompletableFuture<Content> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    sealed interface Content {
        record Whole(byte[] bytes) implements Content {}

        record TooLarge() implements Content {}
    }

    @Override
    public CompletionStage<Content> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(Long.MAX_VALUE);
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
            whole.complete(new Content.TooLarge());
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
        whole.complete(new Content.Whole(read.toByteArray()));
    }
}
