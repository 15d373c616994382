package io.logferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/compatibility.md says which clients were run, in which version, by which test: that must be so. */
class CompatibilityTest {
    private static final Path PAGE = Path.of("../docs/compatibility.md");

    @Test
    void every_test_named_on_the_page_exists() throws IOException {
        NamedTests.assertThere(PAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "com.huaweicloud.sdk, huaweicloud-sdk-rds, Huawei Cloud SDK",
        "software.amazon.awssdk, s3, AWS SDK for Java 2"
    })
    void the_version_on_the_page_is_the_one_that_is_run(String group, String artifact, String client)
            throws IOException {
        String row = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| " + client))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The page has no row for " + client));
        assertThat(row).contains("| " + version(group, artifact) + " |");
    }

    private static String version(String group, String artifact) throws IOException {
        String resource = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
        try (InputStream in = Objects.requireNonNull(CompatibilityTest.class.getResourceAsStream(resource), resource)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }
}
