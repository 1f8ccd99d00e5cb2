package dev.latchkey.it.flow.walk;

/** What the attacker has of the victim, who acts in the same realm meanwhile, and what there is to attack. */
enum Power {

    /** He reads the victim's mails. */
    MAILBOX("mailbox", 0.25),
    /** He knows the victim's password. */
    PASSWORD("password", 0.45),
    /** His second browser has a copy of the device cookie of the victim's trusted browser. */
    DEVICE("device", 0.3),
    /** His second browser has a copy of all cookies of the victim's browser, whose sign-in was some time ago. */
    SESSION("session", 0.35),
    /** He sees the codes that are mailed for the victim's own actions, and no others. */
    CODE("code", 0.25),
    /** An application asks for a password, and for the code only where a higher level is demanded. */
    LEVELS("levels", 0.3),
    /** He holds the mail of an invitation to an organization, which Keycloak has sent to the victim. */
    INVITATION("invitation", 0.3),
    /** The victim uses the account. */
    OWNER("owner", 0.35),
    /** A user whose address has no account yet registers one and uses it. */
    NEWCOMER("newcomer", 0.35),
    /** An admin changes accounts. */
    ADMIN("admin", 0.4);

    private final String word;
    private final double share;

    Power(String word, double share) {
        this.word = word;
        this.share = share;
    }

    /** The share of walks that have it. */
    double share() {
        return share;
    }

    @Override
    public String toString() {
        return word;
    }
}
