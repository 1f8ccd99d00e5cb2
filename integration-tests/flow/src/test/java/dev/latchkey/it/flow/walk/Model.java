package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.flow.walk.Seat.Machine;

/**
 * What the attacker's powers may reach after all steps so far: whose tokens, whose account, which mails. The model
 * knows no page and no flow, only which factors each client asks for.
 */
final class Model {

    /** Keycloak's default, in seconds. */
    private static final long LONGEST_SESSION = Duration.ofHours(10).toSeconds();
    /** How long a code lives, in seconds. */
    private static final long CODE = Duration.ofMinutes(10).toSeconds();

    private final Powers powers;
    private final Map<Machine, Session> sessions = new EnumMap<>(Machine.class);
    private final Set<Machine> devices = EnumSet.noneOf(Machine.class);
    private final Map<Machine, Long> sharedCodes = new EnumMap<>(Machine.class);
    private final Set<String> kept = new HashSet<>();
    private boolean knowsPassword;
    private boolean everKnewPassword;
    private boolean proofDemanded;
    private boolean proofEverDemanded;
    private boolean disabled;
    private boolean given;
    private int ends;

    /** A session of the victim's in one of the attacker's browsers. */
    private record Session(long since, boolean stolen) {
    }

    /**
     * The way in which something was reached.
     *
     * @param machine the browser; empty without one
     * @param client  the application
     * @param forced  what its request demanded
     * @param now     server time, in seconds
     */
    record Way(Optional<Machine> machine, String client, Forced forced, long now) {
    }

    Model(Powers powers) {
        this.powers = powers;
        this.knowsPassword = powers.has(Power.PASSWORD);
        this.everKnewPassword = knowsPassword;
    }

    /** The attacker has got a copy of the victim's cookies, of a sign-in at that time. */
    void cookiesTaken(long signedIn) {
        if (powers.has(Power.SESSION)) {
            sessions.put(Machine.ATTACKERS_SECOND, new Session(signedIn, true));
        }
        devices.add(Machine.ATTACKERS_SECOND);
    }

    /**
     * The attacker enters, in a copy of the victim's browser, the code that was mailed for the victim's own request in
     * that browser: the tabs of one browser share it.
     */
    void codeShared(Machine machine, long now) {
        sharedCodes.put(machine, now);
    }

    /** Whether the attacker may answer what is mailed to the victim. */
    private boolean readsMail(Way way) {
        return powers.has(Power.MAILBOX) || way.machine().map(sharedCodes::get)
                .filter(since -> way.now() - since <= CODE).isPresent();
    }

    /** Whether tokens of the victim's may be got this way. */
    boolean mayHaveTokens(Way way) {
        if (disabled) {
            return false;
        }
        return bySession(way) || byFactors(way);
    }

    private boolean bySession(Way way) {
        Session session = way.machine().map(sessions::get).orElse(null);
        return session != null && (!proofDemanded || readsMail(way))
                && (way.forced().isAnsweredBy(way.now() - session.since()) || isLevelled(way) && readsMail(way));
    }

    /** Whether the application demands a higher level: it asks those who have a session for the code alone. */
    private static boolean isLevelled(Way way) {
        return way.client().equals(WalkTest.LEVELS_APP) && way.forced() == Forced.BY_LEVEL;
    }

    private boolean byFactors(Way way) {
        if (way.client().equals(WalkTest.PASSWORDLESS_APP)) {
            return readsMail(way);
        }
        if (way.client().equals(WalkTest.LEVELS_APP)) {
            return knowsPassword && (!proofDemanded && !isLevelled(way) || readsMail(way));
        }
        boolean trusted = way.machine().filter(devices::contains).isPresent() && !proofDemanded
                && (way.forced() == Forced.NO || way.forced() == Forced.BY_ACTION && !hasOldSession(way));
        return knowsPassword && (readsMail(way) || trusted);
    }

    /** A session that is over may be forgotten by the server or not: then a sign-in is a first one, or a fresh one. */
    private boolean hasOldSession(Way way) {
        Session session = way.machine().map(sessions::get).orElse(null);
        if (session == null) {
            return false;
        }
        long age = way.now() - session.since();
        return age <= LONGEST_SESSION && !way.forced().isAnsweredBy(age);
    }

    /** Tokens were got in a way that is allowed. */
    void tokensGot(Way way) {
        way.machine().ifPresent(machine -> {
            Session before = sessions.get(machine);
            boolean anew = before == null || !bySession(way) || isLevelled(way);
            sessions.put(machine, new Session(anew ? way.now() : before.since(), before != null && before.stolen()));
            if (knowsPassword && readsMail(way) && way.client().equals(WalkTest.APP)) {
                devices.add(machine);
            }
        });
    }

    /** Whether the victim's account may be changed this way. */
    boolean mayChangeAccount(Way way) {
        return readsMail(way) || mayHaveTokens(way);
    }

    /** The attacker has set a password, as he may. */
    void passwordTaken() {
        knowsPassword = true;
        everKnewPassword = true;
    }

    /** The attacker has deleted the account or changed its address, as he may. */
    void accountTaken() {
        given = true;
    }

    /** Whether the attacker may have everything that is left of the victim's account. */
    boolean accountGiven() {
        return given;
    }

    /** The victim has set a password while signed in. */
    void passwordChanged() {
        knowsPassword = false;
        devices.clear();
    }

    /** The victim has reset the password, which ends everything. */
    void passwordReset() {
        passwordChanged();
        sessions.clear();
        ends++;
    }

    /** The victim has signed in, or shown a factor again, at that time, which Keycloak stores for the whole session. */
    void ownerSignedIn(long authTime) {
        sessions.replaceAll((machine, session) -> session.stolen()
                ? new Session(Math.max(session.since(), authTime), true) : session);
    }

    /** The victim has signed out. */
    void signedOut() {
        sessions.values().removeIf(Session::stolen);
    }

    /** An admin has signed the victim out everywhere. */
    void signedOutEverywhere() {
        sessions.clear();
        ends++;
    }

    void proofDemanded(boolean demanded) {
        proofDemanded = demanded;
        proofEverDemanded |= demanded;
    }

    boolean isProofDemanded() {
        return proofDemanded;
    }

    void disabled(boolean unavailable) {
        disabled = unavailable;
    }

    boolean isDisabled() {
        return disabled;
    }

    /** How often all of the victim's sessions have ended: earlier refresh tokens are invalid. */
    int ends() {
        return ends;
    }

    boolean mayRefresh(int since) {
        return since == ends && !disabled && (!proofDemanded || powers.has(Power.MAILBOX));
    }

    /** Records an account that was used, or that an admin has decided about: it must not be replaced or purged. */
    void keep(String accountId) {
        kept.add(accountId);
    }

    Set<String> kept() {
        return Set.copyOf(kept);
    }

    /** Whether a mail of this kind to the victim may result from the attacker's steps. */
    boolean mayBeMailed(String kind) {
        return switch (kind) {
            case "sign-up code" -> false;
            case "sign-in code" -> everKnewPassword || powers.has(Power.SESSION);
            case "verification code" -> proofEverDemanded || powers.has(Power.SESSION) || everKnewPassword
                    || powers.has(Power.MAILBOX) || powers.has(Power.INVITATION);
            default -> true;
        };
    }

    /** Whether the attacker knows the victim's password. */
    boolean knowsPassword() {
        return knowsPassword;
    }
}
