package io.logferry.instance;

import io.logferry.yaml.YamlField;
import io.logferry.yaml.YamlMapping;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what an instance declares for the instance list alone; all of it may be absent. */
final class InstanceDetailsReader {
    private InstanceDetailsReader() {}

    static Supplier<InstanceDetails> read(YamlMapping instance) {
        var version = instance.text("version");
        var endpoint =
                instance.mapping("endpoint", InstanceDetailsReader::endpoint).orElse(InstanceDetails.Endpoint.NONE);
        var volume = instance.mapping("volume", InstanceDetailsReader::volume);
        var created = time(instance, "created");
        var updated = time(instance, "updated");
        var timeZone = instance.text("time_zone");
        return () -> new InstanceDetails(
                version.find(), endpoint.get(), volume.find(), created.find(), updated.find(), timeZone.find());
    }

    private static Supplier<InstanceDetails.Endpoint> endpoint(YamlMapping endpoint) {
        var port = endpoint.number("port", 1, 65535);
        var userName = endpoint.text("db_user_name");
        var ssl = endpoint.flag("enable_ssl").orElse(false);
        var privateIps = endpoint.texts("private_ips").orElse(List.of());
        var publicIps = endpoint.texts("public_ips").orElse(List.of());
        var privateDnsNames = endpoint.texts("private_dns_names").orElse(List.of());
        var publicDnsNames = endpoint.texts("public_dns_names").orElse(List.of());
        return () -> new InstanceDetails.Endpoint(
                port.find(),
                userName.find(),
                ssl.get(),
                privateIps.get(),
                publicIps.get(),
                privateDnsNames.get(),
                publicDnsNames.get());
    }

    private static Supplier<InstanceDetails.Volume> volume(YamlMapping volume) {
        var type = volume.text("type").required();
        var size = volume.number("size", 1, 999_999_999).required();
        return () -> new InstanceDetails.Volume(type.get(), size.get());
    }

    private static YamlField<Instant> time(YamlMapping instance, String name) {
        return instance.text(name)
                .as(InstanceDetailsReader::parseTime, "must be a time with its offset, such as 2026-05-15T08:06:14Z");
    }

    private static Optional<Instant> parseTime(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }
}
