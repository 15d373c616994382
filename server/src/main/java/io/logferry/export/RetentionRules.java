package io.logferry.export;

import java.time.Duration;

/**
 * How long files are kept: for {@code retention} from the export's end, and never less than the life of the last link that was signed; once a
 * newer export of the same request has succeeded, the older one's files go when its last link has been dead for {@code superseded}.
 */
public record RetentionRules(Duration retention, Duration linkTtl, Duration superseded) {}
