package io.logferry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine of the measurement.
 *
 * @param memory bytes
 * @param loadBefore the load average over the minute before the first measurement, which other programs caused
 */
record Machine(
        String processor, int cores, long memory, String kernel, String fileSystem, String java, double loadBefore) {
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+(\\d+) kB$");

    static Machine here(Path folder) throws IOException {
        return new Machine(
                find(MODEL, "/proc/cpuinfo", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(find(MEMORY, "/proc/meminfo", "0")) << 10,
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Files.getFileStore(folder).type(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
    }

    private static String find(Pattern pattern, String file, String otherwise) throws IOException {
        Matcher found = pattern.matcher(Files.readString(Path.of(file)));
        return found.find() ? found.group(1) : otherwise;
    }

    /** A sentence for the report. */
    String inWords() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %s of memory, Linux %s, %s, %s; load average before: %.1f.",
                cores,
                processor,
                Quantity.bytes(memory),
                kernel,
                fileSystem,
                java,
                loadBefore);
    }
}
