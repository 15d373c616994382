package io.logferry.store;

import java.util.regex.Pattern;

/** The bucket of all export files of this service: the first segment of a link's path. The name follows the rules of S3. */
public record Bucket(String name) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    public Bucket {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "logferry.store.bucket has 3 to 63 characters: lower-case letters, digits, and - inside");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
