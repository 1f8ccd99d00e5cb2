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
 * An attacker who moves one tab from flow to flow. Who has an account and a mailbox of his own passes each step in his
 * own name; the victim's mailbox or password serves where he has it. What it came to is told by the flow of the page
 * that it came from.
 */
final class FlowWalk {

    static final String OWN_PASSWORD = "a password of the attacker's own";
    private static final String NEW_PASSWORD = "a password that the attacker has set";
    private static final String WRONG = "a guess at the password";
    private static final int MOST_STEPS = 10;

    /** How one gets from one flow to another in one tab. */
    enum Way {
        ADDRESS, RESTART, REQUEST, OLD_FORM
    }

    /** What a flow may come to. */
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
     * @param flow   whose page he had answered
     * @param effect what it is
     */
    record Gain(Flow flow, Effect effect) {
    }

    private final ManagedRealm realm;
    private final FlowMails mails;
    private final Power power;
    private final Person victim;
    private final Person own;
    private final String throwaway;
    private final FlowTab tab;
    private final List<String> trail = new ArrayList<>();
    private final Set<Gain> gains = new LinkedHashSet<>();
    private final Set<Flow> seen = EnumSet.noneOf(Flow.class);
    private Flow answered;
    private FlowTab.Address lastTab;
    private boolean restarted;
    private boolean namedAtRegistration;
    private int notices;
    private final Set<String> unsent = new HashSet<>();
    private final Set<String> redeemed = new HashSet<>();
    private final Set<Flow> begun = EnumSet.noneOf(Flow.class);
    private final Set<Power> wanted = EnumSet.noneOf(Power.class);
    private int throwaways;

    /**
     * @param power  what the attacker has of the victim's
     * @param victim another's account
     * @param own    the attacker's
     */
    FlowWalk(ManagedRealm realm, FlowMails mails, Power power, Person victim, Person own) {
        this.realm = realm;
        this.mails = mails;
        this.power = power;
        this.victim = victim;
        this.own = own;
        this.throwaway = own.email().replace("@", "+%d@");
        this.tab = new FlowTab(new Browser(FlowServer.BASE), realm.getName());
    }

    /** Whether the flows of both can be shown in one tab of Keycloak's, for one application. */
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

    /** Whether a flow alone shows a page about the victim. */
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

    /** Opens a flow as an application's link does. */
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

    /** The attacker's own session, from another tab of the same browser. */
    private void signInElsewhere() {
        FlowTab other = tab.another();
        other.request(Realms.OTHER_APP, "");
        if (other.shown().form() == Form.NAME) {
            other.post(other.shown(), Map.of("username", own.username()));
        }
        // an account that is pending proves its address then
        for (int codes = 0; codes < 2 && other.shown().form() == Form.CODE; codes++) {
            other.post(other.shown(), Map.of("login", "true", "code", other.reference().flatMap(mails::await)
                    .orElseThrow(() -> new AssertionError("No code of one's own: " + other)).code()));
        }
        if (other.authorizationCode().isEmpty()) {
            throw new AssertionError("No session of one's own: " + other);
        }
        note("own session in another tab");
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
        // a link is a page of no tab; its tab is that of the flow that mailed it
        tab.open(flow == Flow.LINK ? Flow.PASSWORDLESS.path() : flow.path(), in);
        note("address of " + flow.row());
    }

    /** @return whether the tab shows the page */
    private boolean upTo(FlowPage page, Person who) {
        Set<String> before = new HashSet<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            if (page == FlowPage.LINK_CONFIRM && tab.shown().form() == Form.CODE) {
                return openLink();
            }
            boolean there = tab.shown().form() == page.form() && onPath(page.flow());
            if (there && (who.equals(own) || page.form() != Form.PASSWORD || !before.isEmpty())) {
                return true;
            }
            if (!before.add(tab.toString() + tab.reference()) || !step(who, false)) {
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

    private void finish(Flow flow, Person who) {
        Set<String> before = new HashSet<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            if (flow == Flow.LINK && tab.shown().form() == Form.CODE && before.add("link") && openLink()) {
                continue;
            }
            if (!before.add(tab.toString() + tab.reference()) || !step(who, true)) {
                return;
            }
        }
    }

    /** Answers the page; false when nothing can be answered. */
    private boolean step(Person who, boolean complete) {
        if (tab.authorizationCode().isPresent()) {
            redeem();
            return false;
        }
        FlowTab.Shown shown = tab.shown();
        if (!restarted && shown.form() == Form.PASSWORD && who.equals(victim)
                && tab.asked().filter(own.username()::equals).isPresent()) {
            // as the page offers it to whoever is somebody else
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
        namedAtRegistration = shown.form() == Form.REGISTRATION && victim.email().equals(fields.get("email"));
        notices = mails.notices(victim.email());
        tab.post(shown, fields);
        note(what);
        if (tab.authorizationCode().isPresent()) {
            redeem();
        }
    }

    /** What somebody writes into the form; empty where he can write nothing. */
    private Optional<Map<String, String>> answer(Person who) {
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

    private Map<String, String> registration(Person who) {
        String email = who.equals(victim) ? victim.email() : String.format(throwaway, ++throwaways);
        return Map.of("firstName", "Nora", "lastName", "New", "email", email, "password", OWN_PASSWORD,
                "password-confirm", OWN_PASSWORD);
    }

    private Optional<Map<String, String>> password(Person who) {
        String name = tab.asked().orElse(who.username());
        if (name.equals(own.username())) {
            return Optional.of(Map.of("username", name, "password", OWN_PASSWORD));
        }
        wanted.add(Power.PASSWORD);
        if (power == Power.PASSWORD) {
            return Optional.of(Map.of("username", name, "password", Person.PASSWORD));
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
        Optional<FlowMails.Arrived> mail = namedAtRegistration
                ? mails.await(reference, victim.email(), notices)
                : mails.await(reference);
        if (mail.isEmpty()) {
            unsent.add(reference);
            trail.add("no code was mailed");
        }
        return mail;
    }

    private boolean readable(FlowMails.Arrived mail) {
        if (!mail.to().equals(victim.email())) {
            return true;
        }
        wanted.add(Power.MAILBOX);
        return power == Power.MAILBOX;
    }

    /** Once: Keycloak ends what a code has opened that is presented twice. */
    private void redeem() {
        String code = tab.authorizationCode().orElseThrow();
        if (redeemed.add(code)) {
            JsonNode claims = TokenClient.Grant.claims(
                    TokenClient.of(FlowServer.BASE, realm.getName(), tab.client()).code(code, Browser.CALLBACK, "")
                            .json().path("access_token").asText());
            boolean victims = claims.path("sub").asText().equals(victim.id())
                    || claims.path("email").asText().equals(victim.email());
            trail.add("tokens of " + (victims ? "the victim" : "his own"));
            if (victims) {
                gain(answered, Effect.TOKENS);
            }
        }
    }

    private void passwordSet(Flow flow) {
        if (!opens(Person.PASSWORD)) {
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

    /** Whether the victim's password is the victim's still, or was taken by a page that says so. */
    boolean passwordAccountedFor() {
        return gains.stream().anyMatch(gain -> gain.effect() == Effect.NEW_PASSWORD)
                ? opens(NEW_PASSWORD)
                : opens(Person.PASSWORD);
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

    /** What of the victim's there was an occasion to use: without one, having it makes no difference. */
    Set<Power> wanted() {
        return wanted;
    }

    Person victim() {
        return victim;
    }

    @Override
    public String toString() {
        return power + ": " + String.join(" | ", trail);
    }
}
