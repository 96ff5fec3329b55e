package io.millrace.runtime.hook;

import java.util.Locale;

/** What a program can run on. */
public enum HookEvent {
    /** A pod begins to serve the path; the program runs on one pod of all. */
    INIT(true),
    /** Somebody asks for a path that nobody publishes; the program runs on one pod of all. */
    DEMAND(true),
    /** Nobody reads such a path any more. */
    UNDEMAND(false),
    /** The path has media. */
    READY(true),
    /** It has none any more. */
    NOT_READY(false),
    /** A peer publishes. */
    PUBLISH(true),
    UNPUBLISH(false),
    /** A peer reads. */
    READ(true),
    UNREAD(false),
    /** A peer is connected; over SRT and HTTP, its session begins. */
    CONNECT(true),
    DISCONNECT(false);

    private final boolean lasting;

    HookEvent(boolean lasting) {
        this.lasting = lasting;
    }

    /** Whether it begins something with whose end the program is ended too. */
    public boolean isLasting() {
        return lasting;
    }

    /** Of the setting: {@code run-on-not-ready}. */
    public String key() {
        return "run-on-" + word();
    }

    /** For people and programs: {@code not-ready}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
