package io.millrace.runtime.config;

/** How much one process takes; 0 is no limit. */
public record LimitsConfig(int connectionsPerIp, int maxPublishers, int maxReaders) {
    static LimitsConfig of(SettingValues values) {
        return new LimitsConfig(
                values.value(AccessTable.CONNECTIONS_PER_IP),
                values.value(AccessTable.MAX_PUBLISHERS),
                values.value(AccessTable.MAX_READERS));
    }
}
