package io.millrace.runtime.config;

/**
 * Where something was written.
 *
 * @param source a file, an environment variable, or the command line
 * @param line from 1; 0 where the source has no lines
 * @param column from 1; 0 where the source has none
 */
public record Origin(String source, int line, int column) {
    static Origin of(String source) {
        return new Origin(source, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + " line " + line + ", column " + column;
    }
}
