package io.millrace.runtime.config;

import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * Groups of IPv4 multicast that share their first bits (RFC 5771).
 *
 * @param groups as a network: {@code 224.1.0.0/16}
 */
public record MulticastRange(IpRange groups) {
    private static final int FEWEST_BITS = 8;
    private static final int MOST_BITS = 30;
    private static final String FORM = "IPv4 multicast network such as 224.1.0.0/16";

    /** Such a range, or none. */
    static ValueType<Optional<MulticastRange>> type() {
        return new ValueType<>(
                FORM,
                "\"type\": \"string\"",
                value -> value.isEmpty() ? Optional.empty() : parse(value));
    }

    private static Optional<MulticastRange> parse(String text) throws InvalidValueException {
        try {
            IpRange range = IpRange.parse(text);
            boolean good =
                    range.address() instanceof Inet4Address group
                            && group.isMulticastAddress()
                            && range.prefixBits() >= FEWEST_BITS
                            && range.prefixBits() <= MOST_BITS;
            if (good) {
                return Optional.of(new MulticastRange(range));
            }
        } catch (IllegalArgumentException invalid) {
            throw new InvalidValueException("'" + text + "' is no " + FORM);
        }
        throw new InvalidValueException("'" + text + "' is no " + FORM);
    }

    @Override
    public String toString() {
        return groups.toString();
    }
}
