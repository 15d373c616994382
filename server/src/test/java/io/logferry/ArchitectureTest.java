package io.logferry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    /** From top to bottom; a room imports only rooms below it. */
    private static final List<String> ROOMS = List.of(
            "wiring",
            "api",
            "workflow",
            "link",
            "store",
            "health",
            "check",
            "source",
            "export",
            "record",
            "instance",
            "identity",
            "key",
            "yaml",
            "tls",
            "retry",
            "sample",
            "embedded",
            "id");

    /** The rooms inside {@code source}, {@code record} and {@code store}, from top to bottom; the room itself comes last. */
    private static final List<String> ROOMS_OF_SOURCE = List.of(
            "io.logferry.source.node",
            "io.logferry.source.copy",
            "io.logferry.source.sql",
            "io.logferry.source.sql.server",
            "io.logferry.source.sql.wire",
            "io.logferry.source.folder",
            "io.logferry.source.listing",
            "io.logferry.source");

    private static final List<String> ROOMS_OF_RECORD =
            List.of("io.logferry.record.scan", "io.logferry.record.syntax", "io.logferry.record");

    private static final List<String> ROOMS_OF_STORE =
            List.of("io.logferry.store.s3", "io.logferry.store.local", "io.logferry.store");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.logferry");

    @Test
    void a_room_imports_only_rooms_below_it() {
        for (int room = 1; room < ROOMS.size(); room++) {
            String[] above = ROOMS.subList(0, room).stream()
                    .map(ArchitectureTest::packagesOf)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(packagesOf(ROOMS.get(room)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because("the way of a request goes downwards, so that any room can be read without those above it")
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
    }

    static Stream<List<String>> roomsInsideARoom() {
        return Stream.of(ROOMS_OF_SOURCE, ROOMS_OF_RECORD, ROOMS_OF_STORE);
    }

    @ParameterizedTest
    @MethodSource("roomsInsideARoom")
    void a_room_inside_another_imports_only_rooms_below_it(List<String> rooms) {
        for (int room = 1; room < rooms.size(); room++) {
            noClasses()
                    .that()
                    .resideInAPackage(rooms.get(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(rooms.subList(0, room).toArray(String[]::new))
                    .because("each of them can be read without those above it")
                    .check(HOUSE);
        }
    }

    @ParameterizedTest
    @MethodSource("roomsInsideARoom")
    void every_class_below_such_a_room_lives_in_one_of_its_rooms(List<String> rooms) {
        noClasses()
                .that()
                .resideInAPackage(rooms.getLast() + "..")
                .should()
                .resideOutsideOfPackages(rooms.toArray(String[]::new))
                .because("otherwise the order of these rooms would not hold for it")
                .check(HOUSE);
    }

    @Test
    void the_copy_is_independent_of_sql_and_folders() {
        noClasses()
                .that()
                .resideInAPackage("io.logferry.source.copy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.logferry.source.sql..", "io.logferry.source.folder..")
                .because("it is the same for each way of reading: LogFiles is all that it asks of one")
                .check(HOUSE);
    }

    @Test
    void reading_over_sql_and_reading_a_folder_are_independent() {
        noClasses()
                .that()
                .resideInAPackage("io.logferry.source.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.logferry.source.folder..")
                .because("each is one way of reading; source.node chooses")
                .check(HOUSE);
    }

    @Test
    void the_two_kinds_of_stores_do_not_know_each_other() {
        noClasses()
                .that()
                .resideInAPackage("io.logferry.store.s3..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.logferry.store.local..")
                .because("LogStore is all that they have in common")
                .check(HOUSE);
    }

    @Test
    void every_class_lives_in_a_room() {
        String[] rooms = ROOMS.stream().map(ArchitectureTest::packagesOf).toArray(String[]::new);
        noClasses()
                .should()
                .resideOutsideOfPackages(rooms)
                .because("a newcomer finds behaviour by walking the folder names")
                .check(HOUSE);
    }

    @Test
    void there_are_no_cycles() {
        slices().matching("io.logferry.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper|Data|Common)")
                .because("such a name says nothing")
                .check(HOUSE);
    }

    @Test
    void only_the_workflow_knows_the_scheduler() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.logferry.workflow..", "io.logferry.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.kagkarlsson..")
                .because("how exports are run is the workflow's own affair")
                .check(HOUSE);
    }

    @Test
    void only_store_and_link_know_the_object_store() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.logferry.store..", "io.logferry.link..", "io.logferry.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(HOUSE);
    }

    @Test
    void ids_import_only_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.logferry.id..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.logferry.id..", "java..", "org.jspecify..")
                .check(HOUSE);
    }

    @Test
    void time_comes_from_an_injected_clock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.logferry.wiring..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("a test has to be able to move it")
                .check(HOUSE);
    }

    private static String packagesOf(String room) {
        return "io.logferry." + room + "..";
    }
}
