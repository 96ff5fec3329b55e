package io.millrace.cli;

/** What a command ends with. */
final class ExitCodes {
    static final int OK = 0;

    /** Control refused, or there is no such thing. */
    static final int REFUSED = 1;

    /** Wrong command line (sysexits EX_USAGE). */
    static final int USAGE = 64;

    /** Control is out of reach (sysexits EX_UNAVAILABLE). */
    static final int UNREACHABLE = 69;

    /** Wrong settings (sysexits EX_CONFIG). */
    static final int CONFIG = 78;

    private ExitCodes() {}
}
