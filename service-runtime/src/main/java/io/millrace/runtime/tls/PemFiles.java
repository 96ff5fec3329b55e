package io.millrace.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PEM (RFC 7468): a chain of certificates, and a key as PKCS #8 or, as older openssl wrote it
 * for RSA, PKCS #1.
 */
final class PemFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]*)-----END \\1-----");

    /** Algorithms of keys, and what they sign with. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** AlgorithmIdentifier of rsaEncryption (RFC 8017, appendix C). */
    private static final byte[] RSA =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private PemFiles() {}

    static Identity read(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey secret = privateKey(key);
        if (!fits(secret, chain.getFirst().getPublicKey())) {
            throw new IOException(key + " is not the key of " + certificate);
        }
        return new Identity(secret, chain);
    }

    static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " has no certificate");
            }
            return chain;
        } catch (CertificateException malformed) {
            throw new IOException(file + " has no PEM certificate: " + malformed.getMessage());
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is larger than 1 MiB");
        }
        return Files.readAllBytes(file);
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        Matcher matcher = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(
                    file
                            + " has no key that can be used; `openssl pkcs8 -topk8 -nocrypt -in "
                            + file.getFileName()
                            + "` writes one");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
            boolean pkcs1 = matcher.group(1).startsWith("RSA");
            return parse(pkcs1 ? pkcs8(der) : der)
                    .orElseThrow(() -> new IOException(file + " has a key of no known kind"));
        } catch (IllegalArgumentException notBase64) {
            throw new IOException(file + " has a broken key");
        }
    }

    /** Of whichever algorithm takes it. */
    private static Optional<PrivateKey> parse(byte[] pkcs8) {
        return SIGNATURES.keySet().stream()
                .flatMap(algorithm -> parse(algorithm, pkcs8).stream())
                .findFirst();
    }

    private static Optional<PrivateKey> parse(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(
                    KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException ofAnotherAlgorithm) {
            return Optional.empty();
        }
    }

    /** SEQUENCE { version, algorithm, OCTET STRING { key } } (RFC 5208). */
    private static byte[] pkcs8(byte[] pkcs1) {
        byte[] octets = tagged(0x04, pkcs1);
        byte[] body = ByteBuffer.allocate(RSA.length + octets.length).put(RSA).put(octets).array();
        return tagged(0x30, body);
    }

    private static byte[] tagged(int tag, byte[] content) {
        return ByteBuffer.allocate(content.length + 4)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static boolean fits(PrivateKey key, PublicKey certified) throws IOException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            byte[] text = {1, 2, 3};
            Signature signature =
                    Signature.getInstance(
                            SIGNATURES.getOrDefault(key.getAlgorithm(), "SHA256withRSA"));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the key cannot sign", unusable);
        }
    }
}
