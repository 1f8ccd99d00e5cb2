package dev.latchkey.it.flow.walk;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses and passwords of all accounts in one walk.
 *
 * @param name   of the walk, different for each
 * @param victim id of the victim's account; empty before it is created
 */
record Accounts(String name, String victim) {

    static final String VICTIMS = "the password of the victim";
    static final String VICTIMS_NEXT = "the next password of the victim";
    static final String NEWCOMERS = "the password of the newcomer";
    static final String ATTACKERS = "a password of the attacker's own";
    static final String ATTACKERS_NEXT = "a password that the attacker has set";
    static final String WRONG = "a guess at a password";

    String email(Who who, int fresh) {
        return name + switch (who) {
            case VICTIM -> "victim";
            case NEWCOMER -> "newcomer";
            case SELF -> "self";
            case OTHER_SELF -> "other";
            case FRESH -> "fresh" + fresh;
        } + "@mail.example";
    }

    String victimsEmail() {
        return email(Who.VICTIM, 0);
    }

    String newcomersEmail() {
        return email(Who.NEWCOMER, 0);
    }

    /** The accounts that exist at first, with their passwords. */
    Map<String, String> atFirst() {
        Map<String, String> passwords = new LinkedHashMap<>();
        passwords.put(victimsEmail(), VICTIMS);
        passwords.put(email(Who.SELF, 0), ATTACKERS);
        passwords.put(email(Who.OTHER_SELF, 0), ATTACKERS);
        return passwords;
    }

    boolean isAttackers(String email) {
        return email.startsWith(name) && !email.equals(victimsEmail()) && !email.equals(newcomersEmail());
    }
}
