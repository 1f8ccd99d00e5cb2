package dev.latchkey.it.flow.walk;

import java.time.Duration;

/** How fresh a sign-in an authorization request asks for. */
enum Forced {

    /** A session is sufficient, and a trusted browser replaces the code. */
    NO(Long.MAX_VALUE),
    /** A session is sufficient that is not older than five minutes. */
    BY_ACTION(Duration.ofMinutes(5).toSeconds()),
    /** A session is sufficient that is not older than an hour. */
    BY_AGE(Duration.ofHours(1).toSeconds()),
    /** No session is sufficient. */
    YES(-1),
    /** As {@link #YES}; an application that has levels takes a session for the password, and asks for the code. */
    BY_LEVEL(-1);

    static final String AN_HOUR = "&max_age=3600";

    private final long age;

    Forced(long age) {
        this.age = age;
    }

    /** Whether a session of that age, in seconds, is sufficient. */
    boolean isAnsweredBy(long session) {
        return session <= age;
    }

    /** The freshness that the parameters of a request demand. */
    static Forced by(String parameters) {
        if (parameters.equals(AN_HOUR)) {
            return BY_AGE;
        }
        if (parameters.contains("acr_values=")) {
            return BY_LEVEL;
        }
        if (parameters.contains("prompt=login") || parameters.contains("max_age=")) {
            return YES;
        }
        return parameters.contains("kc_action=") ? BY_ACTION : NO;
    }
}
