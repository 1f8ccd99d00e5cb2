package dev.latchkey.it.server.walk;

import java.time.Duration;

/** One action. Its text identifies it among all {@link Steps}. */
interface Step {

    /** The kind of the step: some kinds are taken more often than others. */
    enum Kind {
        SIGN_IN(5), AT_ONCE(0.5), REOPEN(0.5), REDEEM(5), REFRESH(4), REVOKE(1.5), LOG_OUT(1), ADMIN(1.5), AGAIN(0.5),
        COPY(1), FAILURE(2), BACKUP(1.5), PURGE(0.5), TIME(3), KEYS(2), RESTART(0.2);

        private final double weight;

        Kind(double weight) {
            this.weight = weight;
        }

        double weight() {
            return weight;
        }
    }

    /** How a user signs in. */
    enum Mode {
        SILENT("signs in to"), AGAIN("signs in again to"), TRUSTING("signs in, and trusts the browser, to");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Which session a refresh token is of. */
    enum Of {
        BROWSER("the browser's session"), CODE("the session of its code");

        private final String text;

        Of(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Which of an app's refresh tokens of one session is used. */
    enum Which {
        NEWEST("newest"), OLDEST("oldest unused"), USED("used");

        private final String text;

        Which(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What an admin does. */
    enum Act {
        END_SESSION("ends the browser's session"), LOG_OUT("logs the user out"), REMOVE_DEVICES("removes the devices"),
        PASSWORD("sets the password"), REMOVE_CODE("removes the code of the app"),
        REMOVE_OTHER_CODE("removes the code of the other app");

        private final String text;

        Act(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    Kind kind();

    /** Whether it can be taken now; a step that cannot is skipped. */
    boolean possible(World world);

    /** Takes the step; a shared one for this walk alone, after {@link Shared#happen}. */
    void take(World world);

    /** The user signs in to an app in the browser. */
    record SignIn(Mode mode, App app, At at) implements Step {

        @Override
        public Kind kind() {
            return Kind.SIGN_IN;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            world.signIn(mode, app, at, false);
        }

        @Override
        public String toString() {
            return "user " + mode + " the " + app + " at " + at;
        }
    }

    /** The user signs in to an app in two new browsers at the same moment. */
    record SignInAtOnce(App app) implements Step {

        @Override
        public Kind kind() {
            return Kind.AT_ONCE;
        }

        @Override
        public boolean possible(World world) {
            return world.mayHaveMoreBrowsers();
        }

        @Override
        public void take(World world) {
            world.signInAtOnce(app);
        }

        @Override
        public String toString() {
            return "user signs in, and trusts the browser, to the " + app + " in two new browsers at once";
        }
    }

    /** The user signs in to an app in the browser, but the exchange of the authorization code fails. */
    record FailedSignIn(App app, At at) implements Step {

        @Override
        public Kind kind() {
            return Kind.FAILURE;
        }

        @Override
        public boolean possible(World world) {
            return true;
        }

        @Override
        public void take(World world) {
            world.signIn(Mode.AGAIN, app, at, true);
        }

        @Override
        public String toString() {
            return "user signs in again to the " + app + " at " + at + ", whose request for tokens fails";
        }
    }

    /** The browser is closed and opened again. */
    record Reopen() implements Step {

        @Override
        public Kind kind() {
            return Kind.REOPEN;
        }

        @Override
        public boolean possible(World world) {
            return world.hasBrowserSession();
        }

        @Override
        public void take(World world) {
            world.reopen();
        }

        @Override
        public String toString() {
            return "user closes the browser";
        }
    }

    /** An app presents its secret code: the one that it holds, or an earlier one. */
    record Redeem(App app, int earlier, At at, boolean fails) implements Step {

        @Override
        public Kind kind() {
            return fails ? Kind.FAILURE : Kind.REDEEM;
        }

        @Override
        public boolean possible(World world) {
            return world.hasCode(app, earlier);
        }

        @Override
        public void take(World world) {
            world.redeem(app, earlier, at, fails);
        }

        @Override
        public String toString() {
            return app + " presents " + (earlier == 0 ? "its code" : "its code of " + earlier + " before") + " at " + at
                    + (fails ? ", and the request fails" : "");
        }
    }

    /** An app uses a refresh token. */
    record Refresh(App app, Which which, Of of, At at, boolean fails) implements Step {

        @Override
        public Kind kind() {
            return fails ? Kind.FAILURE : Kind.REFRESH;
        }

        @Override
        public boolean possible(World world) {
            return world.tokens(app, which, of).isPresent();
        }

        @Override
        public void take(World world) {
            world.refresh(world.tokens(app, which, of).orElseThrow(), at, fails);
        }

        @Override
        public String toString() {
            return app + " uses its " + which + " refresh token of " + of + " at " + at
                    + (fails ? ", and the request fails" : "");
        }
    }

    /** An app revokes a token, or logs out by one. */
    record Revoke(App app, String how, Of of, At at) implements Step {

        static final String ACCESS = "revokes its access token";
        static final String REFRESH = "revokes its refresh token";
        static final String LOG_OUT = "logs out by its refresh token";

        @Override
        public Kind kind() {
            return how.equals(LOG_OUT) ? Kind.LOG_OUT : Kind.REVOKE;
        }

        @Override
        public boolean possible(World world) {
            return world.tokens(app, Which.NEWEST, of).filter(world::works).isPresent();
        }

        @Override
        public void take(World world) {
            Tokens tokens = world.tokens(app, Which.NEWEST, of).orElseThrow();
            switch (how) {
                case ACCESS -> world.revokeAccess(tokens, at);
                case REFRESH -> world.revokeRefresh(tokens, at);
                default -> world.logOut(tokens, at);
            }
        }

        @Override
        public String toString() {
            return app + " " + how + " of " + of + " at " + at;
        }
    }

    /** An app sends the browser to the logout endpoint. */
    record BrowserLogout(At at) implements Step {

        @Override
        public Kind kind() {
            return Kind.LOG_OUT;
        }

        @Override
        public boolean possible(World world) {
            return world.hasBrowserSession();
        }

        @Override
        public void take(World world) {
            world.logOutInBrowser(at);
        }

        @Override
        public String toString() {
            return "the browser is logged out at " + at;
        }
    }

    /** An app presents its last authorization code once more. */
    record CodeAgain(App app, At at) implements Step {

        @Override
        public Kind kind() {
            return Kind.AGAIN;
        }

        @Override
        public boolean possible(World world) {
            return world.hasAuthorizationCode(app);
        }

        @Override
        public void take(World world) {
            world.presentAgain(app, at);
        }

        @Override
        public String toString() {
            return app + " presents its authorization code again at " + at;
        }
    }

    /** An admin changes something of the user's. */
    record Administer(Act act) implements Step {

        @Override
        public Kind kind() {
            return Kind.ADMIN;
        }

        @Override
        public boolean possible(World world) {
            return world.canAdminister(act);
        }

        @Override
        public void take(World world) {
            world.administer(act);
        }

        @Override
        public String toString() {
            return "an admin " + act;
        }
    }

    /** A thief copies the cookie of the trusted device, or signs in with the password and the copy. */
    record Copy(boolean use, At at) implements Step {

        @Override
        public Kind kind() {
            return Kind.COPY;
        }

        @Override
        public boolean possible(World world) {
            return use ? world.hasCopy() : world.hasDevice();
        }

        @Override
        public void take(World world) {
            if (use) {
                world.useCopy(at);
            } else {
                world.copyDevice();
            }
        }

        @Override
        public String toString() {
            return use ? "a thief signs in with the copied device and the password at " + at
                    : "a thief copies the device";
        }
    }

    /** The row of a code or device is backed up or restored. */
    record Backup(boolean restore, boolean device) implements Step {

        @Override
        public Kind kind() {
            return Kind.BACKUP;
        }

        @Override
        public boolean possible(World world) {
            return restore ? world.canRestore(device) : world.canBackUp(device);
        }

        @Override
        public void take(World world) {
            if (restore) {
                world.restore(device);
            } else {
                world.backUp(device);
            }
        }

        @Override
        public String toString() {
            return "the row of the " + (device ? "device" : "app's code") + " is "
                    + (restore ? "restored" : "backed up");
        }
    }

    /** A step that changes the nodes and concerns all walks. */
    interface Shared extends Step {

        /** What it changes on the nodes, once for all walks. */
        void happen(Nodes nodes);

        @Override
        default boolean possible(World world) {
            return true;
        }

        @Override
        default void take(World world) {
            // what has happened to the nodes is known to the model by their clock
        }
    }

    /** The purge or the sweep runs. */
    record Purge(boolean sweep, At at) implements Shared {

        @Override
        public Kind kind() {
            return Kind.PURGE;
        }

        @Override
        public void happen(Nodes nodes) {
            if (sweep) {
                nodes.probe(at.node()).sweep();
            } else {
                nodes.probe(at.node()).purge();
            }
        }

        @Override
        public String toString() {
            return "the " + (sweep ? "sweep" : "purge") + " runs at " + at;
        }
    }

    /** Time passes. */
    record Pass(Duration time) implements Shared {

        @Override
        public Kind kind() {
            return Kind.TIME;
        }

        @Override
        public void happen(Nodes nodes) {
            nodes.pass(time);
        }

        @Override
        public String toString() {
            return time + " pass";
        }
    }

    /** A pepper or a key of the realm is rotated. */
    record Keys(String how) implements Shared {

        static final String PEPPER = "the next step of the rotation of peppers";
        static final String REALM = "the realm's key is rotated";
        static final String DELETE = "the realm's passive keys are deleted";

        @Override
        public Kind kind() {
            return Kind.KEYS;
        }

        @Override
        public void happen(Nodes nodes) {
            switch (how) {
                case PEPPER -> nodes.nextPepper();
                case REALM -> nodes.nextRealmKey();
                default -> nodes.deletePassiveKeys();
            }
        }

        @Override
        public void take(World world) {
            world.keysChanged();
        }

        @Override
        public String toString() {
            return how;
        }
    }

    /** A node is stopped and started again. */
    record Restart(At at) implements Shared {

        @Override
        public Kind kind() {
            return Kind.RESTART;
        }

        @Override
        public void happen(Nodes nodes) {
            nodes.restart(at.node());
        }

        @Override
        public String toString() {
            return at + " is restarted";
        }
    }
}
