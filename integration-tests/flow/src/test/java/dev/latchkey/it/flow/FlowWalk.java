package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.flow.FlowPage.Form;
import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.TokenClient;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * An attacker who moves one tab from flow to flow. He has an account and a mailbox of his own and passes each step in
 * his own name; he uses the victim's mailbox or password where he has it. Each gain is recorded with the flow of the
 * page that it came from.
 */
final class FlowWalk {

    static final String OWN_PASSWORD = "a password of the attacker's own";
    private static final String NEW_PASSWORD = "a password that the attacker has set";
    private static final String WRONG = "a guess at the password";
    private static final int MOST_STEPS = 10;

    /** How a tab is moved from one flow to another. */
    enum Way {
        ADDRESS, RESTART, REQUEST, OLD_FORM
    }

    /** What a flow may give. */
    enum Effect {
        TOKENS("tokens"), NEW_PASSWORD("new password");

        private final String word;

        Effect(String word) {
            this.word = word;
        }

        /** In the words of {@code docs/flows.md}. */
        String word() {
            return word;
        }
    }

    /**
     * Something that the attacker has got.
     *
     * @param flow   flow of the page that he had answered
     * @param effect the gain
     */
    record Gain(Flow flow, Effect effect) {
    }

    private final ManagedRealm realm;
    private final FlowMails mails;
    private final Power power;
    private final TestUser victim;
    private final TestUser own;
    private final TestUser session;
    private final String throwaway;
    private final FlowTab tab;
    private final List<String> trail = new ArrayList<>();
    private final Set<Gain> gains = new LinkedHashSet<>();
    private final Set<Flow> seen = EnumSet.noneOf(Flow.class);
    private Flow answered;
    private FlowTab.Address lastTab;
    private boolean restarted;
    private boolean hadSession;
    private final Set<String> unsent = new HashSet<>();
    private final Set<String> redeemed = new HashSet<>();
    private final Set<Flow> begun = EnumSet.noneOf(Flow.class);
    private final Set<Power> wanted = EnumSet.noneOf(Power.class);
    private int throwaways;
    private boolean pending;

    /**
     * @param power   what the attacker has of the victim's
     * @param victim  the victim's account
     * @param own     the attacker's account
     * @param session a second account of the attacker's, for sessions that exist already
     */
    FlowWalk(ManagedRealm realm, FlowMails mails, Power power, TestUser victim, TestUser own, TestUser session) {
        this.realm = realm;
        this.mails = mails;
        this.power = power;
        this.victim = victim;
        this.own = own;
        this.session = session;
        this.throwaway = own.email().replace("@", "+%d@");
        this.tab = new FlowTab(new Browser(FlowServer.BASE), realm.getName());
    }

    /** Declares the victim's account pending, so that a registration with its address creates a new one. */
    FlowWalk aboutPending() {
        pending = true;
        return this;
    }

    /** The application for which both flows can be shown in one tab. */
    private static String client(Flow flow, Flow other) {
        String client = flow.client().isEmpty() ? other.client() : flow.client();
        return client.isEmpty() ? Realms.APP : client;
    }

    /** One flow alone, in the victim's name, as far as it goes. */
    FlowWalk alone(Flow flow) {
        begin(flow, client(flow, flow));
        finish(flow, victim);
        return this;
    }

    /** Whether the page's flow alone reaches it about the victim. */
    boolean reaches(FlowPage page) {
        begin(page.flow(), client(page.flow(), page.flow()));
        return upTo(page, victim);
    }

    /**
     * In one tab: up to a page of one flow in the attacker's own name, then up to one of another flow in the victim's,
     * then on with the first flow in the attacker's own name, then with the other one in the victim's.
     */
    FlowWalk through(FlowPage from, FlowPage via, Way way) {
        begin(from.flow(), client(from.flow(), via.flow()));
        if (!upTo(from, own)) {
            throw new AssertionError("Not at " + from + ": " + this);
        }
        FlowTab.Shown old = tab.shown();
        Map<String, String> oldFields = way == Way.OLD_FORM ? answer(own).orElseThrow() : Map.of();
        Flow oldFlow = from.flow();
        FlowTab.Address first = lastTab();
        enter(via.flow(), way, first, client(via.flow(), from.flow()));
        upTo(via, victim);
        FlowTab.Address second = lastTab();
        if (way == Way.OLD_FORM) {
            post(old, oldFields, oldFlow, "old form of " + from);
        } else {
            enter(from.flow(), way, first, client(from.flow(), via.flow()));
        }
        finish(from.flow(), own);
        if (gains.isEmpty()) {
            enter(via.flow(), way, second, client(via.flow(), from.flow()));
            finish(via.flow(), victim);
        }
        return this;
    }

    private FlowTab.Address lastTab() {
        lastTab = tab.address() == null ? lastTab : tab.address();
        return lastTab;
    }

    /** Opens a flow as an application's request does. */
    private void begin(Flow flow, String client) {
        begun.add(flow);
        switch (flow) {
            case REAUTHENTICATION, STEP_UP -> request(flow, client);
            case RESET -> {
                request(Flow.SIGN_IN, client);
                open(flow, tab.address());
            }
            default -> request(flow, client);
        }
    }

    private void request(Flow flow, String client) {
        String more = switch (flow) {
            case REGISTRATION -> "&prompt=create";
            case REAUTHENTICATION -> "&prompt=login";
            case STEP_UP -> "&acr_values=2";
            default -> "";
        };
        if (flow == Flow.REAUTHENTICATION || flow == Flow.STEP_UP) {
            signInElsewhere();
        }
        tab.request(client, more);
        note("request of " + flow.row());
    }

    /** A session of the attacker's second account, from another tab of the same browser. */
    private void signInElsewhere() {
        FlowTab other = tab.another();
        other.request(Realms.OTHER_APP, "");
        if (other.shown().form() == Form.NAME) {
            other.post(other.shown(), Map.of("username", session.username()));
            other.reference().flatMap(word -> mails.await(word, session.email()::equals)).ifPresent(mail ->
                    other.post(other.shown(), Map.of("code", mail.code(), "login", "true")));
        }
        boolean signedIn = other.authorizationCode().isPresent();
        // once a session has ended, its account gets no second code within the minute
        if (!signedIn && !hadSession) {
            throw new AssertionError("No session of one's own: " + other);
        }
        hadSession = true;
        trail.add(signedIn ? "own session in another tab" : "no session any more");
    }

    private boolean isOwn(String username) {
        return username.equals(own.username()) || username.equals(session.username());
    }

    private void enter(Flow flow, Way way, FlowTab.Address in, String client) {
        if (way == Way.RESTART) {
            tab.open("restart", in);
            note("restart");
        }
        if (way == Way.REQUEST || !in.client().equals(client) || flow.startsWithRequest() && !begun.contains(flow)) {
            begin(flow, client);
        } else {
            open(flow, way == Way.RESTART && tab.address() != null ? tab.address() : in);
        }
    }

    private void open(Flow flow, FlowTab.Address in) {
        // a link's page belongs to no tab; its tab is that of the flow that mailed it
        tab.open(flow == Flow.LINK ? Flow.PASSWORDLESS.path() : flow.path(), in);
        note("address of " + flow.row());
    }

    /** @return whether the tab shows the page */
    private boolean upTo(FlowPage page, TestUser who) {
        Set<String> before = new HashSet<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            if (page == FlowPage.LINK_CONFIRM && tab.shown().form() == Form.CODE) {
                return openLink();
            }
            boolean there = tab.shown().form() == page.form() && onPath(page.flow());
            if (there && who.equals(victim) && page.form() == Form.PASSWORD && tab.asked().isEmpty()) {
                // the victim is named there, with a wrong password
                post(tab.shown(), Map.of("username", victim.username(), "password", WRONG), page.flow(),
                        "a guess at the victim's password");
                return tab.shown().form() == Form.PASSWORD;
            }
            if (there && (who.equals(own) || page.form() != Form.PASSWORD)) {
                return true;
            }
            if (!before.add(tab.toString() + tab.reference() + tab.asked()) || !step(who, false)) {
                return there;
            }
        }
        return false;
    }

    private boolean onPath(Flow flow) {
        return tab.flow().map(Flow::path).filter(flow.path()::equals).isPresent();
    }

    private boolean openLink() {
        Optional<FlowMails.Arrived> mail = tab.reference().flatMap(this::mail);
        if (mail.isEmpty() || !readable(mail.get())) {
            return false;
        }
        lastTab();
        tab.openLink(mail.get().link());
        note("link to " + mail.get().to());
        return tab.shown().form() == Form.LINK;
    }

    private void finish(Flow flow, TestUser who) {
        Set<String> before = new HashSet<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            if (flow == Flow.LINK && tab.shown().form() == Form.CODE && before.add("link") && openLink()) {
                continue;
            }
            if (!before.add(tab.toString() + tab.reference() + tab.asked()) || !step(who, true)) {
                return;
            }
        }
    }

    /** Answers the page; false when nothing can be answered. */
    private boolean step(TestUser who, boolean complete) {
        if (tab.authorizationCode().isPresent()) {
            redeem();
            return false;
        }
        FlowTab.Shown shown = tab.shown();
        if (!restarted && shown.form() == Form.PASSWORD && who.equals(victim)
                && tab.asked().filter(this::isOwn).isPresent()) {
            // the page offers it to a user with another account
            restarted = true;
            tab.open("restart", tab.address());
            note("restart, to name somebody else");
            return true;
        }
        Optional<Map<String, String>> fields = answer(who);
        if (fields.isEmpty()) {
            return false;
        }
        Flow flow = tab.flow().orElse(null);
        post(shown, fields.get(), flow, "answer " + (who.equals(victim) ? "naming the victim" : "in his own name"));
        if (shown.form() == Form.NEW_PASSWORD) {
            passwordSet(flow);
            return false;
        }
        return true;
    }

    private void post(FlowTab.Shown shown, Map<String, String> fields, Flow flow, String what) {
        answered = flow;
        tab.post(shown, fields);
        note(what);
        if (!pending && shown.form() == Form.REGISTRATION && victim.email().equals(fields.get("email"))) {
            // the owner is notified, and the notification is checked at the end
            tab.reference().ifPresent(unsent::add);
        }
        if (tab.authorizationCode().isPresent()) {
            redeem();
        }
    }

    /** The attacker's values for the form; empty where he has none. */
    private Optional<Map<String, String>> answer(TestUser who) {
        return switch (tab.shown().form()) {
            case NAME, RESET_NAME -> Optional.of(Map.of("username", who.username()));
            case REGISTRATION -> Optional.of(registration(who));
            case PASSWORD -> password(who);
            case CODE -> code();
            case NEW_PASSWORD -> Optional.of(Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD));
            case LINK -> Optional.of(Map.of());
            case NONE -> Optional.empty();
        };
    }

    private Map<String, String> registration(TestUser who) {
        String email = who.equals(victim) ? victim.email() : String.format(throwaway, ++throwaways);
        return Map.of("firstName", "Nora", "lastName", "New", "email", email, "password", OWN_PASSWORD,
                "password-confirm", OWN_PASSWORD);
    }

    private Optional<Map<String, String>> password(TestUser who) {
        String name = tab.asked().orElse(who.username());
        if (isOwn(name)) {
            return Optional.of(Map.of("username", name, "password", OWN_PASSWORD));
        }
        wanted.add(Power.PASSWORD);
        if (power == Power.PASSWORD) {
            return Optional.of(Map.of("username", name, "password", TestUser.PASSWORD));
        }
        return Optional.of(Map.of("username", name, "password", WRONG));
    }

    private Optional<Map<String, String>> code() {
        Optional<FlowMails.Arrived> mail = tab.reference().flatMap(this::mail);
        if (mail.isEmpty() || !readable(mail.get())) {
            return Optional.empty();
        }
        return Optional.of(Map.of("code", mail.get().code(), "login", "true"));
    }

    private Optional<FlowMails.Arrived> mail(String reference) {
        if (unsent.contains(reference)) {
            return Optional.empty();
        }
        Optional<FlowMails.Arrived> mail = mails.await(reference, this::concerns);
        if (mail.isEmpty()) {
            unsent.add(reference);
            trail.add("no code was mailed");
        }
        return mail;
    }

    private boolean concerns(String address) {
        return address.equals(victim.email()) || isOwn(address)
                || address.startsWith(own.email().substring(0, own.email().indexOf('@')) + '+');
    }

    private boolean readable(FlowMails.Arrived mail) {
        if (!mail.to().equals(victim.email())) {
            return true;
        }
        wanted.add(Power.MAILBOX);
        return power == Power.MAILBOX;
    }

    /** Once: Keycloak ends the session of a code that is presented twice. */
    private void redeem() {
        String code = tab.authorizationCode().orElseThrow();
        if (redeemed.add(code)) {
            TokenClient.Grant grant = TokenClient.of(FlowServer.BASE, realm.getName(), tab.client())
                    .code(code, Browser.CALLBACK, "");
            if (!grant.given()) {
                throw new AssertionError(tab.client() + ": " + grant.error() + ": " + this);
            }
            JsonNode claims = TokenClient.Grant.claims(grant.json().path("access_token").asText());
            boolean victims = claims.path("sub").asText().equals(victim.id())
                    || claims.path("email").asText().equals(victim.email());
            trail.add("tokens of " + (victims ? "the victim" : "his own"));
            if (victims) {
                gain(answered, Effect.TOKENS);
            }
        }
    }

    private void passwordSet(Flow flow) {
        if (!opens(TestUser.PASSWORD)) {
            trail.add("the victim's password is another");
            gain(flow, Effect.NEW_PASSWORD);
        }
    }

    private void gain(Flow flow, Effect effect) {
        gains.add(new Gain(flow, effect));
    }

    private boolean opens(String password) {
        return !TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP)
                .password(victim.username(), password, "openid").error().contains("credentials");
    }

    /** Whether the victim's password is unchanged, or was changed by a recorded gain. */
    boolean passwordAccountedFor() {
        return gains.stream().anyMatch(gain -> gain.effect() == Effect.NEW_PASSWORD)
                ? opens(NEW_PASSWORD)
                : opens(TestUser.PASSWORD);
    }

    private void note(String what) {
        tab.flow().ifPresent(seen::add);
        trail.add(what + " -> " + tab);
    }

    /** What the attacker has got. */
    Set<Gain> gains() {
        return gains;
    }

    /** The flows of all pages that the tab has shown. */
    Set<Flow> seen() {
        return seen;
    }

    /** The powers that the walk had an occasion to use: without one, a power makes no difference. */
    Set<Power> wanted() {
        return wanted;
    }

    TestUser victim() {
        return victim;
    }

    @Override
    public String toString() {
        return power + ": " + String.join(" | ", trail);
    }
}
