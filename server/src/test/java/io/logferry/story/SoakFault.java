package io.logferry.story;

import io.logferry.story.FaultyRelay.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What is done to the service while it exports.
 *
 * @param store where the service keeps its files
 * @param excuse what a task may say that fails because of it; empty: it passes, so no export may fail
 * @param strike begins the fault, lets it last, and ends it
 */
record SoakFault(String name, SoakWorld.Store store, Optional<Pattern> excuse, Strike strike) {
    /** How long a fault may last at most, in a long run. The promise is 60 s. */
    private static final int LONGEST_SECONDS = 60;

    private static final Duration CLOCK_STEP = Duration.ofMinutes(10);

    /** The files are in S3. */
    private SoakFault(String name, Strike strike) {
        this(name, SoakWorld.Store.S3, Optional.empty(), strike);
    }

    interface Strike {
        void strike(SoakWorld world, Random random) throws IOException, InterruptedException;
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** @param longest how long one may last */
    static List<SoakFault> all(Duration longest) {
        int most = (int) Math.min(LONGEST_SECONDS, longest.toSeconds());
        List<SoakFault> faults = new ArrayList<>();
        faults.add(new SoakFault("none", (world, random) -> {}));
        ofNodes(faults, most);
        ofTheStore(faults, most);
        ofTheStateDatabase(faults, most);
        ofReplicas(faults, most);
        ofTheFolder(faults);
        faults.add(new SoakFault("log rotated", (world, random) -> {
            for (int i = 0; i < 3; i++) {
                pause(random.nextInt(1500));
                for (SoakWorld.Subject subject : world.subjects()) {
                    for (SoakLog log : subject.logs().values()) {
                        log.rotate();
                    }
                }
            }
        }));
        faults.add(new SoakFault("inventory broken, then extended", (world, random) -> {
            String whole = Files.readString(world.inventory());
            Files.writeString(world.inventory(), whole + "\n  - broken: [");
            pause(1000 * (1 + random.nextInt(3)));
            world.fleet().add(Fleet.Instance.of("another" + random.nextInt(1_000_000), Fleet.Node.down("master")));
            world.fleet().write();
        }));
        return List.copyOf(faults);
    }

    private static void ofNodes(List<SoakFault> faults, int most) {
        faults.add(new SoakFault("node stopped, started again", (world, random) -> {
            SoakPostgres node = oneOf(world.nodes(), random);
            during(node::stop, seconds(1, most, random), node::startAgain);
        }));
        faults.add(new SoakFault("node killed, started again", (world, random) -> {
            SoakPostgres node = oneOf(world.nodes(), random);
            during(node::kill, seconds(1, most, random), node::startAgain);
        }));
        faults.add(node("node refuses connections", new Fault.Refuse(), 2, most));
        faults.add(node("node's connections reset", new Fault.Reset(), 1, Math.min(most, 10)));
        faults.add(node("node stalled", new Fault.Stall(), 5, most));
        faults.add(node("node's answers cut short", new Fault.CutShort(300_000), 1, Math.min(most, 10)));
        faults.add(node("node sends a message without an end", new Fault.EndlessMessage(), 3, 5));
        faults.add(node("node sends garbage", new Fault.Garbage(1), 1, 5));
    }

    private static void ofTheStore(List<SoakFault> faults, int most) {
        faults.add(store("S3 answers 500", new Fault.Status(500), 5, most));
        faults.add(store("S3 answers 503", new Fault.Status(503), 5, most));
        faults.add(store("S3 resets connections", new Fault.Reset(), 2, Math.min(most, 10)));
        faults.add(store("S3's answers cut short", new Fault.CutShort(30), 2, Math.min(most, 10)));
        faults.add(store("S3 away", new Fault.Refuse(), 5, most));
        faults.add(store("S3 stalled", new Fault.Stall(), 5, most));
        faults.add(new SoakFault(
                "S3 killed, started again",
                (world, random) ->
                        during(world::killStore, seconds(1, Math.min(most, 10), random), world::startStore)));
    }

    private static void ofTheStateDatabase(List<SoakFault> faults, int most) {
        faults.add(new SoakFault(
                "state database stopped, started again",
                (world, random) -> during(world.state()::stop, seconds(1, most, random), world.state()::startAgain)));
        faults.add(new SoakFault(
                "state database killed, started again",
                (world, random) -> during(world.state()::kill, seconds(1, most, random), world.state()::startAgain)));
        faults.add(new SoakFault(
                "state database stalled",
                (world, random) -> during(world.state().relay(), new Fault.Stall(), seconds(5, most, random))));
        faults.add(new SoakFault(
                "state database's connections reset",
                (world, random) -> during(world.state().relay(), new Fault.Reset(), seconds(1, 5, random))));
    }

    private static void ofReplicas(List<SoakFault> faults, int most) {
        faults.add(new SoakFault("replica killed, started again", (world, random) -> {
            RunningServer replica = oneOf(world.replicas(), random);
            during(replica::kill, seconds(0, 5, random), replica::restart);
        }));
        faults.add(new SoakFault("replica terminated, started again", (world, random) -> {
            RunningServer replica = oneOf(world.replicas(), random);
            during(replica::terminate, seconds(0, 5, random), replica::restart);
        }));
        faults.add(new SoakFault("replica stopped by SIGSTOP", (world, random) -> {
            RunningServer replica = oneOf(world.replicas(), random);
            during(
                    () -> signal("-STOP", replica),
                    seconds(5, Math.min(most, 40), random),
                    () -> signal("-CONT", replica));
        }));
        faults.add(new SoakFault("clock steps back and forth", (world, random) -> {
            world.clock().set(random.nextBoolean() ? CLOCK_STEP : CLOCK_STEP.negated());
            pause(1000 * seconds(2, 8, random));
            world.clock().set(Duration.ZERO);
        }));
    }

    private static void ofTheFolder(List<SoakFault> faults) {
        faults.add(new SoakFault(
                "store's disk full",
                SoakWorld.Store.FOLDER,
                Optional.of(Pattern.compile("space|full")),
                (world, random) -> during(world::fillDisk, seconds(2, 5, random), world::emptyDisk)));
        faults.add(new SoakFault(
                "none, after the disk was full", SoakWorld.Store.FOLDER, Optional.empty(), (world, random) -> {}));
        faults.add(new SoakFault(
                "replica killed (files in a folder)", SoakWorld.Store.FOLDER, Optional.empty(), (world, random) -> {
                    RunningServer replica = oneOf(world.replicas(), random);
                    during(replica::kill, seconds(0, 5, random), replica::restart);
                }));
    }

    private static SoakFault node(String name, Fault fault, int least, int most) {
        return new SoakFault(
                name,
                (world, random) -> during(oneOf(world.nodes(), random).relay(), fault, seconds(least, most, random)));
    }

    private static SoakFault store(String name, Fault fault, int least, int most) {
        return new SoakFault(name, (world, random) -> during(world.storeRelay(), fault, seconds(least, most, random)));
    }

    private static void during(FaultyRelay relay, Fault fault, int seconds) throws IOException, InterruptedException {
        during(() -> relay.breakBy(fault), seconds, relay::mend);
    }

    private static void during(Step begin, int seconds, Step end) throws IOException, InterruptedException {
        begin.run();
        pause(1000 * seconds);
        end.run();
    }

    /** How long a fault lasts is part of the fault. */
    private static void pause(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    private static int seconds(int least, int most, Random random) {
        return least + random.nextInt(Math.max(1, most - least + 1));
    }

    private static <T> T oneOf(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static void signal(String signal, RunningServer server) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(server.process().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }
}
