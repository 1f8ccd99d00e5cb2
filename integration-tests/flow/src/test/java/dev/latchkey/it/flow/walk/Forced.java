package dev.latchkey.it.flow.walk;

/** How fresh a sign-in an authorization request asks for. */
enum Forced {

    /** A session answers it. */
    NO,
    /** A session answers it that is not older than five minutes. */
    BY_ACTION,
    /** No session answers it. */
    YES;

    /** What the parameters of a request demand. */
    static Forced by(String parameters) {
        if (parameters.contains("prompt=login") || parameters.contains("max_age=")
                || parameters.contains("acr_values=")) {
            return YES;
        }
        return parameters.contains("kc_action=") ? BY_ACTION : NO;
    }
}
