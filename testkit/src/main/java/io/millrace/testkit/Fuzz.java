package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives a parser its seeds, spoilt: a few times in each build, and for {@code -Dfuzz.seconds} each
 * in the profile {@code nightly}. What it did not survive is written to {@code target/fuzz}; kept
 * in {@code src/test/resources/fuzz/<name>}, it is a seed from then on.
 */
public final class Fuzz {
    private static final int TRIES_IN_BUILDS = 150;
    private static final long SEED_IN_BUILDS = 20_261;
    private static final int MAX_MUTATIONS = 12;
    private static final byte[] TELLING = {0, 1, 2, 3, 0x47, 0x7F, (byte) 0x80, (byte) 0xFF};

    private final String name;
    private final List<byte[]> seeds;
    private final Random random;

    /** What is tried; throws only if it is broken: what it may answer bad bytes is caught in it. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] input) throws Exception;
    }

    private Fuzz(String name, List<byte[]> seeds, long seed) {
        this.name = name;
        this.seeds = seeds;
        this.random = new Random(seed);
    }

    /** Runs a parser; the seeds themselves first. */
    public static void run(String name, List<byte[]> seeds, Parser parser) {
        Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 0));
        long seed = Long.getLong("fuzz.seed", time.isZero() ? SEED_IN_BUILDS : System.nanoTime());
        List<byte[]> all = new ArrayList<>(seeds);
        all.addAll(kept(name));
        Fuzz fuzz = new Fuzz(name, all, seed);
        all.forEach(input -> fuzz.attempt(parser, input, seed));
        long begin = System.nanoTime();
        long tries = 0;
        while (time.isZero()
                ? tries < TRIES_IN_BUILDS
                : System.nanoTime() - begin < time.toNanos()) {
            fuzz.attempt(parser, fuzz.mutated(), seed);
            tries++;
        }
        System.out.printf("fuzz %s: %d tries, seed %d%n", name, tries, seed);
    }

    /** Seeds, spoilt, without end; each is the caller's. */
    public static Supplier<byte[]> spoilt(String name, List<byte[]> seeds, long seed) {
        return new Fuzz(name, seeds, seed)::mutated;
    }

    private static List<byte[]> kept(String name) {
        Path folder = Path.of("src/test/resources/fuzz", name);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }

    private void attempt(Parser parser, byte[] input, long seed) {
        try {
            parser.parse(input.clone());
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(
                    "%s fails, seed %d, input in %s".formatted(name, seed, write(input)), e);
        }
    }

    private Path write(byte[] input) {
        Path file = Path.of("target/fuzz", name + "-" + random.nextInt(Integer.MAX_VALUE) + ".bin");
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] mutated() {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(MAX_MUTATIONS); i >= 0; i--) {
            input = input.length == 0 ? bytes(1 + random.nextInt(64)) : mutated(input);
        }
        return input;
    }

    private byte[] mutated(byte[] input) {
        int at = random.nextInt(input.length);
        switch (random.nextInt(8)) {
            case 0, 1 -> input[at] = (byte) random.nextInt();
            case 2 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> input[at] = TELLING[random.nextInt(TELLING.length)];
            case 4 -> {
                return spliced(input, at, at, bytes(1 + random.nextInt(8)));
            }
            case 5 -> {
                return spliced(
                        input, at, Math.min(input.length, at + 1 + random.nextInt(16)), bytes(0));
            }
            case 6 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length + 1);
                int to = Math.min(other.length, from + random.nextInt(400));
                return spliced(input, at, at, Arrays.copyOfRange(other, from, to));
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    return Arrays.copyOf(input, at);
                }
                int size = Math.min(input.length - at, 1 + random.nextInt(4));
                Arrays.fill(input, at, at + size, TELLING[random.nextInt(TELLING.length)]);
            }
        }
        return input;
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
        byte[] out = new byte[from + middle.length + input.length - to];
        System.arraycopy(input, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(input, to, out, from + middle.length, input.length - to);
        return out;
    }
}
