package io.millrace.control;

import io.millrace.runtime.config.PublishPolicy;

/** What holds for a second publisher of a path. A seam: the configuration, or a test's. */
@FunctionalInterface
interface PathPolicies {
    PublishPolicy policy(String path);
}
