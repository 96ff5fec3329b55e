package io.millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What users of a module's artifact get with it, as the POMs of this project say. */
public final class ModuleDependencies {
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final String OURS = "io.millrace";

    private ModuleDependencies() {}

    /**
     * Modules of ours by name, others by group, through all modules in between; what is for tests
     * or optional is left out.
     *
     * @param module its folder, beside those of the others
     */
    public static Set<String> of(Path module) throws IOException {
        Set<String> found = new TreeSet<>();
        add(module, found);
        return found;
    }

    private static void add(Path module, Set<String> found) throws IOException {
        String pom = COMMENT.matcher(Files.readString(module.resolve("pom.xml"))).replaceAll("");
        Matcher dependency = DEPENDENCY.matcher(pom);
        while (dependency.find()) {
            String text = dependency.group(1);
            if (text.contains("<scope>test</scope>") || text.contains("<optional>true<")) {
                continue;
            }
            String group = element(text, "groupId");
            String artifact = element(text, "artifactId");
            if (!group.equals(OURS)) {
                found.add(group);
            } else if (found.add(artifact)) {
                add(module.resolveSibling(artifact), found);
            }
        }
    }

    private static String element(String text, String name) {
        Matcher element = Pattern.compile("<" + name + ">(.*?)</" + name + ">").matcher(text);
        if (!element.find()) {
            throw new IllegalStateException("a dependency without " + name + ": " + text);
        }
        return element.group(1).strip();
    }
}
