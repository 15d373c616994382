package io.logferry.cli.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logferry.cli.exit.ExitCode;
import io.logferry.cli.exit.Failure;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
    @TempDir
    Path folder;

    private Destination of(String output) {
        return Destination.of(Optional.of(output), folder);
    }

    @Test
    void a_device_is_not_replaced_by_a_file() {
        assertThatThrownBy(() -> of("/dev/null"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("-o - > /dev/null");
    }

    @Test
    void dev_stdout_is_standard_output() {
        assertThat(of("/dev/stdout")).isInstanceOf(Destination.Stdout.class);
    }
}
