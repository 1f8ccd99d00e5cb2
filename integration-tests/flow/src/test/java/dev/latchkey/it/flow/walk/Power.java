package dev.latchkey.it.flow.walk;

/** What an attacker has of the victim's, and who else acts in the same realm meanwhile. */
enum Power {

    /** He reads the victim's mails. */
    MAILBOX("mailbox", 0.25),
    /** He knows the victim's password. */
    PASSWORD("password", 0.45),
    /** His second browser has a copy of the cookie that makes the victim's browser a trusted one. */
    DEVICE("device", 0.3),
    /** His second browser has a copy of all cookies of the victim's, whose sign-in is some time ago. */
    SESSION("session", 0.35),
    /** He sees the codes that are mailed for what the victim does, and no others. */
    CODE("code", 0.25),
    /** The victim uses the account. */
    OWNER("owner", 0.35),
    /** Whose address has no account yet registers and uses one. */
    NEWCOMER("newcomer", 0.35),
    /** An admin changes accounts. */
    ADMIN("admin", 0.4);

    private final String word;
    private final double share;

    Power(String word, double share) {
        this.word = word;
        this.share = share;
    }

    /** In which share of walks it is there. */
    double share() {
        return share;
    }

    @Override
    public String toString() {
        return word;
    }
}
