package io.millrace.runtime.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2 hash (RFC 9106) as the PHC string {@code $argon2id$v=19$m=65536,t=3,p=4$salt$hash}, as
 * the {@code argon2} program writes it. What would take more than 1 GiB or 64 passes is not one.
 */
record Argon2Hash(int type, int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2(id|i|d)\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,88})\\$([A-Za-z0-9+/]{16,172})");
    private static final int MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_PASSES = 64;

    static Optional<Argon2Hash> parse(String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int type =
                switch (matcher.group(1)) {
                    case "id" -> Argon2Parameters.ARGON2_id;
                    case "i" -> Argon2Parameters.ARGON2_i;
                    default -> Argon2Parameters.ARGON2_d;
                };
        int memoryKib = Integer.parseInt(matcher.group(2));
        int passes = Integer.parseInt(matcher.group(3));
        int lanes = Integer.parseInt(matcher.group(4));
        boolean bounded =
                lanes > 0
                        && memoryKib >= 8 * lanes
                        && memoryKib <= MOST_MEMORY_KIB
                        && passes > 0
                        && passes <= MOST_PASSES;
        return bounded
                ? Optional.of(
                        new Argon2Hash(
                                type,
                                memoryKib,
                                passes,
                                lanes,
                                Base64.getDecoder().decode(matcher.group(5)),
                                Base64.getDecoder().decode(matcher.group(6))))
                : Optional.empty();
    }

    boolean matches(String shown) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(type)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] computed = new byte[hash.length];
        generator.generateBytes(shown.getBytes(StandardCharsets.UTF_8), computed);
        return MessageDigest.isEqual(computed, hash);
    }
}
