package io.logferry.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    private static final long MINUTES = Long.getLong("logferry.soak.minutes", 3);
    private static final String ONLY = System.getProperty("logferry.soak.only", "");
    private static final long SEED = Long.getLong("logferry.soak.seed", 1);

    /** Short runs have short faults, to meet more of them. */
    private static final Duration LONGEST_FAULT = Duration.ofSeconds(MINUTES < 10 ? 6 : 60);

    /** What a dead run left in the store goes with the next sweep. */
    private static final Duration SWEPT_WITHIN = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void temporary_faults_lose_no_export_and_no_byte() throws Exception {
        Random random = new Random(SEED);
        SoakTable table = new SoakTable();
        long until = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
        Map<SoakWorld.Store, SoakWorld> worlds = new EnumMap<>(SoakWorld.Store.class);
        try {
            List<SoakFault> next = new ArrayList<>();
            while (System.nanoTime() - until < 0) {
                if (next.isEmpty()) {
                    next.addAll(SoakFault.all(LONGEST_FAULT));
                    next.removeIf(fault -> !fault.name().contains(ONLY));
                    Collections.shuffle(next, random);
                }
                SoakFault fault = next.removeLast();
                say("soak: " + fault.name());
                if (!worlds.containsKey(fault.store())) {
                    Path home = folder.resolve(fault.store().name());
                    worlds.put(fault.store(), SoakWorld.start(home, fault.store()));
                }
                // a seed of its own for each round: how often a round draws depends on what it meets
                Random moments = new Random(random.nextLong());
                new SoakRound(worlds.get(fault.store()), fault, moments, table.row(fault.name())).run();
            }
            for (SoakWorld world : worlds.values()) {
                awaitNothingLeftOver(world, table);
            }
        } finally {
            String result = "Seed %d, %d minutes.%n%n%s".formatted(SEED, MINUTES, table.markdown());
            say(result);
            Files.writeString(Path.of("target/soak.md"), result);
            for (SoakWorld world : worlds.values()) {
                world.close();
            }
        }
        assertThat(table.complaints()).isEmpty();
    }

    private static void awaitNothingLeftOver(SoakWorld world, SoakTable table) throws IOException {
        try {
            Awaitility.await()
                    .atMost(SWEPT_WITHIN)
                    .until(() -> leftOver(world, table).isEmpty());
        } catch (ConditionTimeoutException e) {
            leftOver(world, table).forEach(table::leftOver);
        }
    }

    /** Files that no link is for, and uploads that nobody sends any more. */
    private static Set<String> leftOver(SoakWorld world, SoakTable table) throws IOException {
        Set<String> keys = world.stored();
        keys.removeAll(table.stored());
        return keys;
    }

    /** To whoever watches: a soak is long. */
    private static void say(String words) {
        System.err.println(words);
    }
}
