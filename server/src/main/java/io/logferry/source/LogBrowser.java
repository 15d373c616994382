package io.logferry.source;

import java.io.IOException;

/**
 * Looks through a node's log from its end.
 *
 * @param <T> what it makes of it
 */
@FunctionalInterface
public interface LogBrowser<T> {
    /**
     * Is called again, from scratch, where the log changed under it.
     *
     * @param log not to be used after this returned
     * @throws IOException as reading throws it; it is to be let pass
     */
    T browse(RecentFiles log) throws IOException;
}
