package io.millrace.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A main class to run in a JVM of its own, on the Java that runs the test.
 *
 * @param classPath as after {@code -cp}
 * @param jvmFlags such as {@code -Xmx256m}
 */
public record JavaProgram(String classPath, List<String> jvmFlags, String mainClass) {
    public JavaProgram {
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** A main class of this JVM's own classpath. */
    public static JavaProgram ofThisClassPath(String mainClass, String... jvmFlags) {
        return new JavaProgram(System.getProperty("java.class.path"), List.of(jvmFlags), mainClass);
    }

    /** Starts it with {@code environment} added to ours. */
    public ChildProcess start(
            String name, Map<String, String> environment, List<String> arguments) {
        return ChildProcess.start(name, command(arguments), environment);
    }

    /** The whole command line. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }
}
