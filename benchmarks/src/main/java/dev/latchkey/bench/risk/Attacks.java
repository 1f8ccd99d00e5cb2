package dev.latchkey.bench.risk;

import java.util.Optional;

/** Makes attacks on users. */
interface Attacks {

    /**
     * @param attacker who attacks
     * @param before   a sign-in of the victim, at whose time the attack is made
     * @return the attack; empty if the data has none of this kind
     */
    Optional<SignIn> attack(Attacker attacker, SignIn before);
}
