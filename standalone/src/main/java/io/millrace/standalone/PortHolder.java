package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process that holds a port, as far as Linux' {@code /proc} tells: sockets of a port have
 * inodes, and processes have open files that name them. Other users' processes stay hidden.
 */
record PortHolder(long pid, String command) {
    private static final Path PROC = Path.of("/proc");
    private static final int LONGEST_COMMAND = 100;
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";

    static Optional<PortHolder> of(PortUse.Transport transport, int port) {
        Set<String> links = new HashSet<>();
        for (String family : List.of("", "6")) {
            links.addAll(socketLinks(PROC.resolve("net/" + transport.label() + family), port));
        }
        return links.isEmpty() ? Optional.empty() : holder(links);
    }

    /** {@code socket:[inode]} of every socket that listens on the port. */
    private static Set<String> socketLinks(Path table, int port) {
        Set<String> links = new HashSet<>();
        boolean tcp = table.toString().contains("tcp");
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE
                        && fields[LOCAL_ADDRESS].endsWith(":%04X".formatted(port))
                        && (!tcp || fields[STATE].equals(LISTENING))) {
                    links.add("socket:[" + fields[INODE] + "]");
                }
            }
        } catch (IOException notLinux) {
            return Set.of();
        }
        return links;
    }

    private static Optional<PortHolder> holder(Set<String> links) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process.resolve("fd"), links)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    return Optional.of(new PortHolder(pid, command(process)));
                }
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path descriptors, Set<String> links) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
            for (Path file : files) {
                if (Files.isSymbolicLink(file)
                        && links.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static String command(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
            return line.length() <= LONGEST_COMMAND
                    ? line
                    : line.substring(0, LONGEST_COMMAND) + "…";
        } catch (IOException goneOrNotOurs) {
            return "unknown command";
        }
    }

    @Override
    public String toString() {
        return "process " + pid + " (" + command + ")";
    }
}
