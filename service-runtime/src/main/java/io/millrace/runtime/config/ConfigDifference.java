package io.millrace.runtime.config;

/**
 * A value that new settings change; hidden where it is a secret.
 *
 * @param key from the root, with dots
 * @param before empty where there was none
 * @param after empty where there is none
 */
public record ConfigDifference(String key, String before, String after) {}
