package io.logferry.record;

/** The format of a PostgreSQL log file, as {@code log_destination} names it. */
public enum LogFormat {
    STDERR("stderr", ".log"),
    CSVLOG("csvlog", ".csv"),
    JSONLOG("jsonlog", ".json");

    private final String word;
    private final String suffix;

    LogFormat(String word, String suffix) {
        this.word = word;
        this.suffix = suffix;
    }

    /** As in {@code log_destination}. */
    public String word() {
        return word;
    }

    /** Of the file's name, with the dot. */
    public String suffix() {
        return suffix;
    }
}
