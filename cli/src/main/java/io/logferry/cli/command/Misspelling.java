package io.logferry.cli.command;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** An unknown word, and the known word that is most like it. */
final class Misspelling {
    private Misspelling() {}

    /** The message for it; empty if something else is wrong. */
    static Optional<String> of(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        String word = unmatched.getUnmatched().getFirst();
        Set<String> commands = wrong.getCommandLine().getSubcommands().keySet();
        if (unmatched.isUnknownOption()) {
            Stream<String> options = wrong.getCommandLine().getCommandSpec().optionsMap().keySet().stream();
            return Optional.of("unknown option '" + word + "'" + suggestion(word, options));
        }
        return Optional.of(
                commands.isEmpty()
                        ? "unexpected argument '" + word + "'"
                        : "unknown command '" + word + "'" + suggestion(word, commands.stream()));
    }

    /** A third of the letters may be wrong; the start of a command is enough. */
    private static String suggestion(String word, Stream<String> known) {
        String name = word.replaceFirst("=.*", "");
        return known.filter(candidate -> candidate.length() > 2)
                .filter(candidate -> name.length() > 2 && candidate.startsWith(name)
                        || distance(name, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    /** How many letters to insert, delete or change (Levenshtein). */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int diagonal = above[0];
            above[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int change = diagonal + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = above[column];
                above[column] = Math.min(change, 1 + Math.min(diagonal, above[column - 1]));
            }
        }
        return above[other.length()];
    }
}
