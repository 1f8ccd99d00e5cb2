package dev.latchkey.it.flow.walk;

/** What an attacker has of the victim's, and who else acts in the same realm meanwhile. */
enum Power {

    /** He reads the victim's mails. */
    MAILBOX("mailbox"),
    /** He knows the victim's password. */
    PASSWORD("password"),
    /** His second browser has a copy of the cookie that makes the victim's browser a trusted one. */
    DEVICE("device"),
    /** His second browser has a copy of all cookies of the victim's, whose sign-in is some time ago. */
    SESSION("session"),
    /** He sees the codes that are mailed for what the victim does, and no others. */
    CODE("code"),
    /** The victim uses the account. */
    OWNER("owner"),
    /** Whose address has no account yet registers and uses one. */
    NEWCOMER("newcomer"),
    /** An admin changes accounts. */
    ADMIN("admin");

    private final String word;

    Power(String word) {
        this.word = word;
    }

    /** Whether it is something of the victim's in the attacker's hands. */
    boolean stolen() {
        return compareTo(OWNER) < 0;
    }

    @Override
    public String toString() {
        return word;
    }
}
