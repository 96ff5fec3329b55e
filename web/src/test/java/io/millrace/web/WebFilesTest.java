package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class WebFilesTest {
    private final WebFiles files = WebFiles.load();

    @Test
    void pages_everyAddressInThem_isAnAssetOfOurs() {
        for (WebFile page : List.of(files.indexPage(), files.playerPage())) {
            for (String address : addresses(text(page))) {
                assertTrue(address.startsWith("/_assets/"), address);
                String name = address.substring("/_assets/".length());
                assertTrue(files.asset(name).isPresent(), name);
            }
        }
    }

    @Test
    void gzipped_inflated_isTheContent() throws IOException {
        WebFile file = files.asset("hls.js").orElseThrow();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file.gzipped()))) {
            assertArrayEquals(file.content(), in.readAllBytes());
        }
        assertTrue(file.gzipped().length < file.content().length / 2);
    }

    @Test
    void asset_unknownName_isEmpty() {
        assertEquals(Optional.empty(), files.asset("../player.html"));
        assertEquals(Optional.empty(), files.asset(""));
    }

    @Test
    void playerPage_isComplete() {
        String page = text(files.playerPage());
        assertEquals("text/html; charset=utf-8", files.playerPage().mediaType());
        assertTrue(page.startsWith("<!doctype html>"));
        assertFalse(page.contains("http://") || page.contains("https://"), "another host");
    }

    @Test
    void scripts_everyModuleTheyImport_isAnAssetOfOurs() {
        for (String script : List.of("player.js", "controls.js", "index.js")) {
            String text = text(files.asset(script).orElseThrow());
            Matcher imported = Pattern.compile("(?:from |import\\()'\\./([^']+)'").matcher(text);
            while (imported.find()) {
                assertTrue(files.asset(imported.group(1)).isPresent(), imported.group(1));
            }
        }
    }

    @Test
    void pages_haveNoInlineScriptsOrStyles() {
        for (WebFile page : List.of(files.indexPage(), files.playerPage())) {
            Matcher inline =
                    Pattern.compile("<style|style=|\\son[a-z]+=|<script(?![^>]* src=)")
                            .matcher(text(page));
            assertFalse(inline.find(), () -> "inline: " + inline.group());
        }
    }

    private static List<String> addresses(String page) {
        Matcher matcher = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
        List<String> addresses = new ArrayList<>();
        while (matcher.find()) {
            addresses.add(matcher.group(1));
        }
        assertFalse(addresses.isEmpty());
        return addresses;
    }

    private static String text(WebFile file) {
        return new String(file.content(), StandardCharsets.UTF_8);
    }
}
