package io.logferry.workflow.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.TestClock;
import io.logferry.id.InstanceId;
import io.logferry.id.NodeId;
import io.logferry.id.ProjectId;
import io.logferry.instance.Instance;
import io.logferry.instance.InstanceStatus;
import io.logferry.instance.LogLocation;
import io.logferry.instance.Node;
import io.logferry.instance.NodeRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private static final Instance INSTANCE = instance("orders");
    private static final ReadErrorLog.Query QUERY =
            new ReadErrorLog.Query(Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Optional.empty());

    private final TestClock clock = new TestClock();
    private final RecentAnswers answers = new RecentAnswers(clock);
    private final AtomicInteger searches = new AtomicInteger();

    @Test
    void all_pages_belong_to_one_search() throws Exception {
        ErrorLogAnswer first = answers.get(INSTANCE, QUERY, true, this::found);
        clock.advance(Duration.ofSeconds(20));
        assertThat(answers.get(INSTANCE, QUERY, false, this::found)).isSameAs(first);
        assertThat(answers.get(INSTANCE, QUERY, false, this::found)).isSameAs(first);
        assertThat(searches).hasValue(1);
    }

    @Test
    void a_first_page_is_searched_again_but_not_within_a_second() throws Exception {
        ErrorLogAnswer first = answers.get(INSTANCE, QUERY, true, this::found);
        clock.advance(Duration.ofMillis(900));
        assertThat(answers.get(INSTANCE, QUERY, true, this::found)).isSameAs(first);
        clock.advance(Duration.ofMillis(200));
        ErrorLogAnswer anew = answers.get(INSTANCE, QUERY, true, this::found);
        assertThat(anew).isNotSameAs(first);
        assertThat(answers.get(INSTANCE, QUERY, false, this::found)).isSameAs(anew);
    }

    @Test
    void a_different_query_or_a_changed_instance_is_searched_again() throws Exception {
        answers.get(INSTANCE, QUERY, false, this::found);
        answers.get(instance("renamed"), QUERY, false, this::found);
        answers.get(INSTANCE, new ReadErrorLog.Query(QUERY.start(), Instant.MAX, Optional.empty()), false, this::found);
        assertThat(searches).hasValue(3);
    }

    @Test
    void callers_at_the_same_time_share_one_search() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ErrorLogAnswer>> all = new ArrayList<>();
            all.add(callers.submit(() -> answers.get(INSTANCE, QUERY, true, () -> {
                begun.countDown();
                mayEnd.await();
                return found();
            })));
            begun.await();
            for (int i = 0; i < 10; i++) {
                all.add(callers.submit(() -> answers.get(INSTANCE, QUERY, true, this::found)));
            }
            mayEnd.countDown();
            ErrorLogAnswer shared = all.getFirst().get();
            for (Future<ErrorLogAnswer> one : all) {
                assertThat(one.get()).isSameAs(shared);
            }
        }
        assertThat(searches).hasValue(1);
    }

    @Test
    void the_next_caller_searches_again_after_a_failure() throws Exception {
        ErrorLogAnswer faulty = new ErrorLogAnswer.InstanceFaulty("Node a is down.");
        assertThat(answers.get(INSTANCE, QUERY, false, () -> faulty)).isEqualTo(faulty);
        assertThatThrownBy(() -> answers.get(INSTANCE, QUERY, false, () -> {
                    throw new IllegalStateException("a bug");
                }))
                .hasMessage("a bug");
        assertThat(answers.get(INSTANCE, QUERY, false, this::found)).isInstanceOf(ErrorLogAnswer.Found.class);
    }

    private ErrorLogAnswer found() {
        searches.incrementAndGet();
        return new ErrorLogAnswer.Found(List.of(), Optional.empty(), List.of(), 0, clock.instant());
    }

    private static Instance instance(String name) {
        Node node = new Node(
                new NodeId("06f1c2ad57604ae89e153e4d27f4e4b8no03"),
                "node0",
                NodeRole.MASTER,
                Optional.empty(),
                new LogLocation.Directory("/nowhere"));
        return new Instance(
                new InstanceId("3d39c18788b54a919bab633874c159dfin03"),
                new ProjectId("0483b6b16e954cb88930a360d2c4e663"),
                name,
                InstanceStatus.ACTIVE,
                "",
                List.of(node));
    }
}
