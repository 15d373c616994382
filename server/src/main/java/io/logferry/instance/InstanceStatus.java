package io.logferry.instance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The declared status of an instance, in the words of the API reference's DB instance list. */
public enum InstanceStatus {
    ACTIVE,
    BUILD,
    FAILED,
    FROZEN,
    MODIFYING,
    REBOOTING,
    RESTORING,
    MODIFYING_INSTANCE_TYPE("MODIFYING INSTANCE TYPE"),
    SWITCHOVER,
    MIGRATING,
    BACKING_UP("BACKING UP"),
    MODIFYING_DATABASE_PORT("MODIFYING DATABASE PORT"),
    STORAGE_FULL("STORAGE FULL"),
    SHUTDOWN,
    CREATING;

    private final String word;

    InstanceStatus() {
        this.word = name();
    }

    InstanceStatus(String word) {
        this.word = word;
    }

    /** As written on the wire, such as {@code STORAGE FULL}. */
    public String word() {
        return word;
    }

    /** The status with this word, in any letter case. */
    public static Optional<InstanceStatus> parse(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(status -> status.word.equals(wanted))
                .findFirst();
    }
}
