package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.it.flow.WalkTest;

/** One action of a user. Its text identifies it within the {@link Alphabet}. */
interface Step {

    /** The kind of the step: some kinds are taken more often than others. */
    enum Kind {
        ANSWER(12), AT_ONCE(0.7), REQUEST(4), OPEN(6), FOLLOW(1), RELOAD(0.7), BACK(1), PRESS(0.4), LINK(0.8),
        INVITATION(3), SIGN_OUT(0.3), TOKENS(0.6), NATIVE(1), NATIVE_ACCOUNT(1), ADMIN(2), TIME(1);

        private final double weight;

        Kind(double weight) {
            this.weight = weight;
        }

        double weight() {
            return weight;
        }
    }

    Kind kind();

    /** The feature that distinguishes it from others of its kind: a walk leaves some features out. */
    default String feature() {
        return kind().name();
    }

    /** The tab at which it is taken, and its user; empty where there is no tab. */
    Optional<Seat> seat();

    /** Whether it can be taken now; a step that cannot is skipped. */
    boolean possible(World world);

    void take(World world);

    /** A step that names an account. */
    interface Naming extends Step {

        Who who();
    }

    /** A step at a tab. */
    interface AtTab extends Step {

        Seat at();

        @Override
        default Optional<Seat> seat() {
            return Optional.of(at());
        }
    }

    /** A step of the attacker's, or of an admin's, without a tab. */
    interface Elsewhere extends Step {

        @Override
        default Optional<Seat> seat() {
            return Optional.empty();
        }
    }

    /** An application sends the browser to Keycloak. */
    record Request(Seat at, String client, String more) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.REQUEST;
        }

        @Override
        public String feature() {
            return more;
        }

        @Override
        public boolean possible(World world) {
            return !client.equals(WalkTest.LEVELS_APP) || world.powers().has(Power.LEVELS);
        }

        @Override
        public void take(World world) {
            world.request(at, client, more);
        }

        @Override
        public String toString() {
            return at + ": request of " + client + (more.isEmpty() ? "" : " with " + more.substring(1));
        }
    }

    /** A flow is opened by its address. */
    record Open(Seat at, String path) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.OPEN;
        }

        @Override
        public String feature() {
            return path;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).isKnown();
        }

        @Override
        public void take(World world) {
            world.open(at, path);
        }

        @Override
        public String toString() {
            return at + ": address of " + path;
        }
    }

    record Follow(Seat at, int number) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.FOLLOW;
        }

        @Override
        public boolean possible(World world) {
            return number < world.tab(at).links().size();
        }

        @Override
        public void take(World world) {
            world.follow(at, number);
        }

        @Override
        public String toString() {
            return at + ": link " + (number + 1) + " of the page";
        }
    }

    record Reload(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.RELOAD;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).isOpen() && !world.tab(at).atCallback();
        }

        @Override
        public void take(World world) {
            world.reload(at);
        }

        @Override
        public String toString() {
            return at + ": reload";
        }
    }

    record Back(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.BACK;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).canGoBack();
        }

        @Override
        public void take(World world) {
            world.back(at);
        }

        @Override
        public String toString() {
            return at + ": back";
        }
    }

    /** The page's form that asks for a name is filled in. */
    record Name(Seat at, Who who, With with) implements AtTab, Naming {

        @Override
        public Kind kind() {
            return Kind.ANSWER;
        }

        @Override
        public String feature() {
            return at.attackers() ? nameOf(who) : kind().name();
        }

        static String nameOf(Who who) {
            return "in the name of " + who;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).forms().stream().findFirst().filter(form -> form.asksForName()
                    && (with == With.RIGHT || form.asksForSecret())).isPresent();
        }

        @Override
        public void take(World world) {
            world.fill(at, Optional.of(who), with);
        }

        @Override
        public String toString() {
            return at + ": answer in the name of " + who + with;
        }
    }

    /** The page's form that asks for no name is filled in. */
    record Answer(Seat at, With with) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.ANSWER;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).forms().stream().findFirst().filter(form -> !form.asksForName()
                    && (with == With.RIGHT || form.asksForSecret())).isPresent();
        }

        @Override
        public void take(World world) {
            world.fill(at, Optional.empty(), with);
        }

        @Override
        public String toString() {
            return at + ": answer" + with;
        }
    }

    /** The page's form that asks for a code or a password alone is sent several times at once. */
    record AtOnce(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.AT_ONCE;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).forms().stream().findFirst()
                    .filter(form -> !form.asksForName() && form.asksForSecret()).isPresent();
        }

        @Override
        public void take(World world) {
            world.fillAtOnce(at);
        }

        @Override
        public String toString() {
            return at + ": answer, several times at once";
        }
    }

    /** A further form of the page is sent unchanged, such as that for another mail. */
    record Press(Seat at, int number) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.PRESS;
        }

        @Override
        public boolean possible(World world) {
            return number < world.tab(at).forms().size();
        }

        @Override
        public void take(World world) {
            world.press(at, number);
        }

        @Override
        public String toString() {
            return at + ": form " + (number + 1) + " of the page";
        }
    }

    record MailLink(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.LINK;
        }

        @Override
        public boolean possible(World world) {
            return world.newestLink(at).isPresent();
        }

        @Override
        public void take(World world) {
            world.get(at, world.newestLink(at).orElseThrow());
        }

        @Override
        public String toString() {
            return at + ": newest link that was mailed";
        }
    }

    /** The link of the invitation that the attacker holds is opened. */
    record Invitation(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.INVITATION;
        }

        @Override
        public boolean possible(World world) {
            return world.powers().has(Power.INVITATION);
        }

        @Override
        public void take(World world) {
            world.openInvitation(at);
        }

        @Override
        public String toString() {
            return at + ": link of the invitation";
        }
    }

    /** A link of Keycloak's is confirmed whose page was shown in any tab of the browser, now or before. */
    record Confirm(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.INVITATION;
        }

        @Override
        public boolean possible(World world) {
            return world.confirmation(at).isPresent();
        }

        @Override
        public void take(World world) {
            world.get(at, world.confirmation(at).orElseThrow());
        }

        @Override
        public String toString() {
            return at + ": confirmation of the newest link";
        }
    }

    record SignOut(Seat at) implements AtTab {

        @Override
        public Kind kind() {
            return Kind.SIGN_OUT;
        }

        @Override
        public boolean possible(World world) {
            return world.tab(at).isOpen();
        }

        @Override
        public void take(World world) {
            world.signOut(at);
        }

        @Override
        public String toString() {
            return at + ": sign out";
        }
    }

    /** A request to the token endpoint. */
    record Tokens(boolean revoked) implements Elsewhere {

        @Override
        public Kind kind() {
            return Kind.TOKENS;
        }

        @Override
        public boolean possible(World world) {
            return world.hasTokens();
        }

        @Override
        public void take(World world) {
            if (revoked) {
                world.revoke();
            } else {
                world.refresh();
            }
        }

        @Override
        public String toString() {
            return revoked ? "revoke" : "refresh";
        }
    }

    record NativeSignIn(Who who, With with) implements Elsewhere, Naming {

        @Override
        public Kind kind() {
            return Kind.NATIVE;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            world.nativeSignIn(who, with);
        }

        @Override
        public String toString() {
            return "app: sign-in in the name of " + who + with;
        }
    }

    record NativeCode(With with) implements Elsewhere {

        @Override
        public Kind kind() {
            return Kind.NATIVE;
        }

        @Override
        public boolean possible(World world) {
            return world.app().signsIn();
        }

        @Override
        public void take(World world) {
            world.nativeCode(with);
        }

        @Override
        public String toString() {
            return "app: code" + with;
        }
    }

    /** A registration, whose request may contain a second address. */
    record NativeRegistration(Who who, Optional<Who> beside) implements Elsewhere, Naming {

        @Override
        public Kind kind() {
            return Kind.NATIVE_ACCOUNT;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            world.nativeRegistration(who, beside);
        }

        @Override
        public String toString() {
            return "app: registration in the name of " + who
                    + beside.map(other -> ", beside the address of " + other).orElse("");
        }
    }

    record NativeChallenge(String purpose, Who who) implements Elsewhere, Naming {

        @Override
        public Kind kind() {
            return Kind.NATIVE_ACCOUNT;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            world.nativeChallenge(purpose, who);
        }

        @Override
        public String toString() {
            return "app: challenge " + purpose + " in the name of " + who;
        }
    }

    record NativeVerification(With with) implements Elsewhere {

        @Override
        public Kind kind() {
            return Kind.NATIVE_ACCOUNT;
        }

        @Override
        public boolean possible(World world) {
            return world.app().isChallenged();
        }

        @Override
        public void take(World world) {
            world.nativeVerification(with);
        }

        @Override
        public String toString() {
            return "app: verification" + with;
        }
    }

    record Decide(Decision decision, Who who) implements Elsewhere, Naming {

        @Override
        public Kind kind() {
            return Kind.ADMIN;
        }

        @Override
        public String feature() {
            return decision.name();
        }

        @Override
        public boolean possible(World world) {
            return world.powers().has(Power.ADMIN) && world.exists(who);
        }

        @Override
        public void take(World world) {
            world.decide(who, decision);
        }

        @Override
        public String toString() {
            return "admin: " + decision + " " + who;
        }
    }

    /** Time passes for all walks, therefore not by {@link #take}. */
    record Pass(Duration time) implements Elsewhere {

        @Override
        public Kind kind() {
            return Kind.TIME;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            // the walker moves the clock
        }

        @Override
        public String toString() {
            return "time: " + time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
        }
    }
}
