package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to measure.
 *
 * @param quick short windows: figures for a first look
 * @param jvmFlags more flags for the server's JVM
 */
public record Options(
        boolean quick,
        Set<Suite> suites,
        List<Protocol> protocols,
        List<Integer> readers,
        Path csv,
        List<String> jvmFlags) {

    static final String HELP =
            """
            Usage: millrace bench [OPTIONS]

            Starts a server of its own on free ports, with its data in a temporary folder, publishes a
            2.5 Mbit/s path and measures the server from outside. About 27 minutes; --quick: about 18.

              --quick              shorter windows
              --suites LIST        of: fanout,latency,first-picture,srt,hls,conversion,paths (default: all
                                   but paths)
              --protocols LIST     of: %s (default: all)
              --readers LIST       numbers of readers for fanout (default: 50,200,500)
              --csv FILE           where the figures go (default: millrace-bench.csv in the temporary folder)
              --server-flag FLAG   one more flag for the server's JVM; may be repeated
              --help               this text
            """
                    .formatted(Protocol.labels());

    private static final int MOST_READERS = 5_000;

    /** The parts of a run. */
    public enum Suite {
        FANOUT,
        LATENCY,
        FIRST_PICTURE,
        SRT,
        HLS,
        CONVERSION,
        PATHS;

        static Suite of(String label) {
            for (Suite suite : values()) {
                if (suite.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(label)) {
                    return suite;
                }
            }
            throw new IllegalArgumentException("--suites: no suite '" + label + "'");
        }
    }

    public Options {
        suites = Set.copyOf(suites);
        protocols = List.copyOf(protocols);
        readers = List.copyOf(readers);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /**
     * Reads a command line without {@code --help}.
     *
     * @throws IllegalArgumentException with what to tell the user
     */
    static Options parse(List<String> arguments) {
        boolean quick = false;
        Set<Suite> suites = EnumSet.complementOf(EnumSet.of(Suite.PATHS));
        List<Protocol> protocols = List.of(Protocol.values());
        List<Integer> readers = List.of(50, 200, 500);
        Path csv = Path.of(System.getProperty("java.io.tmpdir"), "millrace-bench.csv");
        List<String> jvmFlags = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--suites" -> suites = suites(value(option, rest));
                case "--protocols" -> protocols = protocols(value(option, rest));
                case "--readers" -> readers = readers(value(option, rest));
                case "--csv" -> csv = Path.of(value(option, rest));
                case "--server-flag" -> jvmFlags.add(value(option, rest));
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        return new Options(quick, suites, protocols, readers, csv, jvmFlags);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static Set<Suite> suites(String list) {
        Set<Suite> suites = EnumSet.noneOf(Suite.class);
        for (String label : list.split(",", -1)) {
            suites.add(Suite.of(label));
        }
        return suites;
    }

    private static List<Protocol> protocols(String list) {
        List<Protocol> protocols = new ArrayList<>();
        for (String label : list.split(",", -1)) {
            protocols.add(
                    Protocol.of(label)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "--protocols: no protocol '" + label + "'")));
        }
        return protocols;
    }

    private static List<Integer> readers(String list) {
        List<Integer> readers = new ArrayList<>();
        for (String number : list.split(",", -1)) {
            try {
                readers.add(Integer.parseInt(number));
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException("--readers: not a number: '" + number + "'");
            }
            if (readers.getLast() < 1 || readers.getLast() > MOST_READERS) {
                throw new IllegalArgumentException("--readers: 1 to " + MOST_READERS);
            }
        }
        return readers;
    }
}
