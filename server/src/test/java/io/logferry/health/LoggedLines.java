package io.logferry.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What a class says in the service's own log, until closed. */
final class LoggedLines extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LoggedLines(Logger logger) {
        this.logger = logger;
        setLevel(Level.INFO);
    }

    static LoggedLines of(Class<?> speaker) {
        LoggedLines lines = new LoggedLines(Logger.getLogger(speaker.getName()));
        lines.logger.addHandler(lines);
        return lines;
    }

    /** The lines with this name; a probe of an earlier test may end late and be logged, too. */
    List<String> about(String name) {
        return lines.stream().filter(line -> line.contains(name)).toList();
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            lines.add(line instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : line.getMessage());
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
