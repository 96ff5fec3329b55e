package io.millrace.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a password comes from: a file, or the terminal; never the command line itself. */
final class PasswordInput {
    private static final int LONGEST = 512;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password is the first line of this file (/dev/stdin too).")
    private Optional<Path> file = Optional.empty();

    boolean isGiven() {
        return file.isPresent();
    }

    /** The password; asked for twice on a terminal. */
    char[] read() throws IOException {
        char[] password = file.isPresent() ? firstLine(file.get()) : ask();
        if (password.length == 0 || password.length > LONGEST) {
            throw new IOException("a password has 1 to " + LONGEST + " characters");
        }
        return password;
    }

    private static char[] firstLine(Path file) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            return line == null ? new char[0] : line.toCharArray();
        }
    }

    private static char[] ask() throws IOException {
        Console console = Objects.requireNonNull(System.console());
        if (!console.isTerminal()) {
            throw new IOException("no terminal to ask for the password on: give --password-file");
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        boolean same = first != null && Arrays.equals(first, second);
        if (second != null) {
            Arrays.fill(second, '\0');
        }
        if (first == null || !same) {
            throw new IOException("the passwords differ");
        }
        return first;
    }
}
