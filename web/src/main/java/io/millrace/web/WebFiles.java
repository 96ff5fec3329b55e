package io.millrace.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** All files of the pages, from the jars of this class and of hls.js, in memory. Immutable. */
public final class WebFiles {
    private static final String OURS = "/io/millrace/web/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String HLS_JS_FOLDER = "/META-INF/resources/webjars/hls.js/1.4.12/dist/";
    private static final List<String> HLS_JS = List.of("hls.min.js", "hls.worker.js");
    private static final List<String> SCRIPTS =
            List.of(
                    "player.js",
                    "index.js",
                    "address.js",
                    "clock.js",
                    "controls.js",
                    "engine-hls.js",
                    "engine-dash.js",
                    "engine-native.js");

    /** No Maven repository has it: it is there if the build was told where it is (web/pom.xml). */
    private static final String DASH_JS = "dash.all.min.js";

    private final WebFile indexPage;
    private final WebFile playerPage;
    private final Map<String, WebFile> assets;

    private WebFiles(WebFile indexPage, WebFile playerPage, Map<String, WebFile> assets) {
        this.indexPage = indexPage;
        this.playerPage = playerPage;
        this.assets = Map.copyOf(assets);
    }

    /** Reads the files; they are part of the program, so a missing one is a broken build. */
    public static WebFiles load() {
        Map<String, WebFile> assets = new LinkedHashMap<>();
        for (String script : HLS_JS) {
            assets.put(script.replace(".min", ""), file(HLS_JS_FOLDER + script, SCRIPT));
        }
        for (String script : SCRIPTS) {
            assets.put(script, file(OURS + script, SCRIPT));
        }
        assets.put("pages.css", file(OURS + "pages.css", "text/css; charset=utf-8"));
        assets.put("icon.svg", file(OURS + "icon.svg", "image/svg+xml"));
        if (WebFiles.class.getResource(OURS + DASH_JS) != null) {
            assets.put("dash.js", file(OURS + DASH_JS, SCRIPT));
        }
        return new WebFiles(
                file(OURS + "index.html", "text/html; charset=utf-8"),
                file(OURS + "player.html", "text/html; charset=utf-8"),
                assets);
    }

    /** The page at the root: what this is and how to publish. */
    public WebFile indexPage() {
        return indexPage;
    }

    /** The player; it finds its path in its own address. */
    public WebFile playerPage() {
        return playerPage;
    }

    /** A file that the pages refer to, by its name below {@code /_assets/}. */
    public Optional<WebFile> asset(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    private static WebFile file(String resource, String mediaType) {
        try (InputStream in = WebFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no file " + resource + " in the program");
            }
            byte[] content = in.readAllBytes();
            return new WebFile(mediaType, content, gzip(content));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
