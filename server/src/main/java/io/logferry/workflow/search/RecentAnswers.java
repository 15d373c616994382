package io.logferry.workflow.search;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.logferry.instance.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Keeps answers while callers page through them. Callers with the same query at the same time share one search. */
final class RecentAnswers {
    /** A request for the first page gets a known answer if it is not older. */
    private static final Duration FRESH_FOR = Duration.ofSeconds(1);

    private static final Duration KEPT_FOR = Duration.ofSeconds(30);
    private static final long MOST_BYTES = 32L << 20;

    private final AsyncCache<Key, ErrorLogAnswer> answers;
    private final Clock clock;

    private record Key(Instance instance, ReadErrorLog.Query query) {}

    @FunctionalInterface
    interface Search {
        ErrorLogAnswer run() throws InterruptedException, ExecutionException;
    }

    RecentAnswers(Clock clock) {
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .<Key, ErrorLogAnswer>weigher((key, answer) -> weight(answer))
                .expireAfterWrite(KEPT_FOR)
                .buildAsync();
    }

    ErrorLogAnswer get(Instance instance, ReadErrorLog.Query query, boolean fresh, Search search)
            throws InterruptedException, ExecutionException {
        Key key = new Key(instance, query);
        CompletableFuture<ErrorLogAnswer> own = new CompletableFuture<>();
        CompletableFuture<ErrorLogAnswer> current = answers.asMap()
                .compute(key, (same, known) -> known == null || (fresh && isOutdated(known)) ? own : known);
        if (current == own) {
            searchInto(own, search);
            forgetUnlessFound(key, own);
        }
        return current.get();
    }

    private static void searchInto(CompletableFuture<ErrorLogAnswer> own, Search search) throws InterruptedException {
        try {
            own.complete(search.run());
        } catch (ExecutionException e) {
            own.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | RuntimeException | Error e) {
            own.completeExceptionally(e);
            throw e;
        }
    }

    /** After an answer that an instance is faulty or the service busy, the next caller searches again. */
    private void forgetUnlessFound(Key key, CompletableFuture<ErrorLogAnswer> own) {
        if (own.isCompletedExceptionally() || !(own.join() instanceof ErrorLogAnswer.Found)) {
            answers.asMap().remove(key, own);
        }
    }

    private boolean isOutdated(CompletableFuture<ErrorLogAnswer> known) {
        return known.isDone()
                && !known.isCompletedExceptionally()
                && known.join() instanceof ErrorLogAnswer.Found found
                && found.takenAt().plus(FRESH_FOR).isBefore(clock.instant());
    }

    private static int weight(ErrorLogAnswer answer) {
        return answer instanceof ErrorLogAnswer.Found found ? found.weight() : 0;
    }
}
