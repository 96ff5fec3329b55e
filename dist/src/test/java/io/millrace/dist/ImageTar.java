package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Images as {@code docker load} and OCI tools read them: an unpacked layout with both indexes. */
final class ImageTar {
    private final Path layout;
    private final List<Node> images;

    private ImageTar(Path layout, List<Node> images) {
        this.layout = layout;
        this.images = images;
    }

    static ImageTar unpack(Path tar, Path layout) throws Exception {
        Files.createDirectory(layout);
        Programs.output(
                layout.resolveSibling("oci.out"),
                List.of("tar", "-xf", tar.toString(), "-C", layout.toString()),
                Map.of());
        return new ImageTar(layout, Node.read(layout.resolve("manifest.json")).items());
    }

    List<String> names() {
        return images.stream().map(image -> image.at("RepoTags").texts().getFirst()).toList();
    }

    /**
     * OCI's index names manifests, these configurations and layers: each there, with its digest.
     */
    void checkIndex() throws Exception {
        List<Node> manifests = Node.read(layout.resolve("index.json")).at("manifests").items();
        assertEquals(images.size(), manifests.size());
        for (Node entry : manifests) {
            Node manifest = Node.read(blob(entry));
            List<Node> parts = new ArrayList<>(manifest.at("layers").items());
            parts.add(manifest.at("config"));
            for (Node part : parts) {
                assertEquals(part.at("size").number(), Files.size(blob(part)));
            }
        }
    }

    private Path blob(Node descriptor) throws Exception {
        String digest = descriptor.at("digest").text().replaceFirst("^sha256:", "");
        Path blob = layout.resolve("blobs/sha256").resolve(digest);
        try (InputStream in = Files.newInputStream(blob)) {
            assertEquals(digest, sha256(in));
        }
        return blob;
    }

    /** Not root, labelled, started by Java itself, and healthy by its own word. */
    void checkConfig(String name) throws Exception {
        Node image = image(name);
        Node config = Node.read(layout.resolve(image.at("Config").text()));
        Node run = config.at("config");
        assertEquals("65532:65532", run.at("User").text());
        assertEquals("/opt/millrace/runtime/bin/java", run.at("Entrypoint").texts().getFirst());
        assertEquals("/opt/millrace/sbom.json", run.at("Labels").at("io.millrace.sbom").text());
        assertTrue(run.at("Labels").has("org.opencontainers.image.revision"));
        if (!name.contains("/cli:")) {
            assertTrue(run.at("Healthcheck").at("Test").texts().contains("healthy"));
        }
        List<String> diffs = config.at("rootfs").at("diff_ids").texts();
        List<String> layers = image.at("Layers").texts();
        assertEquals(layers.size(), diffs.size());
        for (int i = 0; i < layers.size(); i++) {
            try (InputStream in =
                    new GZIPInputStream(Files.newInputStream(layout.resolve(layers.get(i))))) {
                assertEquals(diffs.get(i), "sha256:" + sha256(in));
            }
        }
    }

    /** The file system that a container of the image sees. */
    Path unpackRoot(String name, Path root) throws Exception {
        Files.createDirectory(root);
        for (String layer : image(name).at("Layers").texts()) {
            String file = layout.resolve(layer).toString();
            Programs.output(
                    root.resolveSibling("layer.out"),
                    List.of("tar", "-xzf", file, "-C", root.toString(), "--no-same-owner"),
                    Map.of());
        }
        return root;
    }

    /** Runs the image's command in its own namespaces: its root read-only, as its own user. */
    String run(Path root, String argument) throws Exception {
        List<String> command = new ArrayList<>(List.of("bwrap", "--ro-bind", root.toString(), "/"));
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
        command.addAll(List.of("--unshare-all", "--uid", "65532", "--gid", "65532", "--clearenv"));
        command.addAll(List.of("/opt/millrace/runtime/bin/java"));
        command.add("@/opt/millrace/etc/standalone.options");
        command.addAll(List.of("io.millrace.standalone.Main", argument));
        return Programs.output(root.resolveSibling("run.out"), command, Map.of());
    }

    private Node image(String name) {
        return images.stream()
                .filter(image -> image.at("RepoTags").texts().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static String sha256(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (DigestInputStream digested = new DigestInputStream(in, digest)) {
            digested.transferTo(OutputStream.nullOutputStream());
        } catch (IOException torn) {
            throw new AssertionError("a blob cannot be read", torn);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
