package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.store.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real faults at random moments, as long as one likes: {@code ./dev soak --minutes 30}. The seed that is printed gives the same faults, lengths
 * and moments again: {@code ./dev soak --seed 42}; {@code --only S3} takes the faults whose names have that word.
 */
class SoakStory {
    private static final Bucket BUCKET = new Bucket("logferry");
    private static final long MINUTES = Long.getLong("logferry.soak.minutes", 3);
    private static final String ONLY = System.getProperty("logferry.soak.only", "");
    private static final long SEED = Long.getLong("logferry.soak.seed", 20261128);

    /** Short runs have short faults, to meet more of them. */
    private static final Duration LONGEST_FAULT = Duration.ofSeconds(MINUTES < 10 ? 6 : 60);

    /** What a dead run left in the store goes with the next sweep. */
    private static final Duration SWEPT_WITHIN = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void faults_that_pass_cost_no_export_and_no_byte() throws Exception {
        Random random = new Random(SEED);
        SoakTable table = new SoakTable();
        long until = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
        try (SoakWorld world = SoakWorld.start(folder)) {
            List<SoakFault> next = new ArrayList<>();
            while (System.nanoTime() - until < 0) {
                if (next.isEmpty()) {
                    next.addAll(SoakFault.all(LONGEST_FAULT));
                    next.removeIf(fault -> !fault.name().contains(ONLY));
                    Collections.shuffle(next, random);
                }
                SoakFault fault = next.removeLast();
                say("soak: " + fault.name());
                // a round of its own seed: how often one asks within a round is not the seed's
                new SoakRound(world, fault, new Random(random.nextLong()), table.row(fault.name())).run();
            }
            awaitNothingLeftOver(world, table);
        } finally {
            String result = "Seed %d, %d minutes.%n%n%s".formatted(SEED, MINUTES, table.markdown());
            Files.writeString(Path.of("target/soak.md"), result);
            say(result);
        }
        assertThat(table.complaints()).isEmpty();
    }

    private static void awaitNothingLeftOver(SoakWorld world, SoakTable table) {
        try {
            Awaitility.await()
                    .atMost(SWEPT_WITHIN)
                    .until(() -> leftOver(world, table).isEmpty());
        } catch (ConditionTimeoutException e) {
            leftOver(world, table).forEach(key -> table.row("all").leftOver(key));
        }
    }

    /** Files that no link is for, and uploads that nobody sends any more. */
    private static Set<String> leftOver(SoakWorld world, SoakTable table) {
        Set<String> keys = new HashSet<>(world.s3().keys(BUCKET));
        keys.removeAll(table.stored());
        world.s3().uploads(BUCKET).forEach(upload -> keys.add("upload of " + upload.key()));
        return keys;
    }

    /** To whoever watches: a soak is long. */
    private static void say(String words) throws IOException {
        System.err.println(words);
    }
}
