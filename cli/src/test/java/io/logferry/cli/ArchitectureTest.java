package io.logferry.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** From top to bottom; a room imports only rooms below it. */
    private static final List<String> ROOMS =
            List.of("command", "download", "errorlog", "rds", "login", "http", "terminal", "exit");

    private static final JavaClasses COMMAND = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.logferry.cli");

    @Test
    void a_room_imports_only_rooms_below_it() {
        LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : ROOMS) {
            rooms = rooms.layer(room).definedBy("io.logferry.cli." + room + "..");
        }
        for (int room = 0; room < ROOMS.size(); room++) {
            String[] above = ROOMS.subList(0, room).toArray(String[]::new);
            rooms = above.length == 0
                    ? rooms.whereLayer(ROOMS.get(room)).mayNotBeAccessedByAnyLayer()
                    : rooms.whereLayer(ROOMS.get(room)).mayOnlyBeAccessedByLayers(above);
        }
        rooms.ensureAllClassesAreContainedInArchitecture().check(COMMAND);
    }

    @Test
    void the_command_uses_only_the_public_api() {
        noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are the server's",
                        type -> type.getPackageName().startsWith("io.logferry.")
                                && !type.getPackageName().startsWith("io.logferry.cli.")))
                .check(COMMAND);
    }
}
