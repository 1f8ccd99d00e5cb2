package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.flow.FlowMails;
import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.flow.walk.Model.Way;
import dev.latchkey.it.flow.walk.Seat.Machine;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.TokenClient.Grant;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * One walk's part of the server: browsers, mailboxes and accounts, with the actions of all users. The results are
 * compared with the {@link Model}; a result that the model does not allow is a fault.
 */
final class World {

    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    /** How often a form is sent at once. */
    private static final int AT_ONCE = 4;
    private static final Duration SURELY_MAILED = Duration.ofMinutes(2);
    private static final Duration PERHAPS_MAILED = Duration.ofSeconds(2);

    private final Server server;
    private final Powers powers;
    private final Accounts accounts;
    private final Mails mails;
    private final Model model;
    private final Map<Machine, Browser> browsers = new EnumMap<>(Machine.class);
    private final Map<Seat, Tab> tabs = new EnumMap<>(Seat.class);
    private final Map<Seat, String> idTokens = new EnumMap<>(Seat.class);
    /** When the server has sent the page of each tab; none for a page that the tab has gone back to. */
    private final Map<Seat, Long> shown = new EnumMap<>(Seat.class);
    private final Map<Machine, String> confirmations = new EnumMap<>(Machine.class);
    private final Map<String, Forced> forced = new HashMap<>();
    private final Set<String> entitled = new HashSet<>();
    private final Set<String> redeemed = new HashSet<>();
    /** The application at whose sign-in a page has shown the reference of a mail. */
    private final Map<String, String> askedFor = new HashMap<>();
    private final Map<Seat, Who> entered = new EnumMap<>(Seat.class);
    private final List<Held> held = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final NativeClient app;
    private String victimsPassword = Accounts.VICTIMS;
    private int fresh;
    private int mailed;
    private boolean passive;
    private String news = "";

    /** Tokens that the attacker has got. */
    private record Held(boolean victims, String client, String refreshToken, int ends) {
    }

    World(Server server, FlowMails mails, Accounts accounts, Powers powers) {
        this.server = server;
        this.powers = powers;
        this.accounts = accounts;
        this.mails = new Mails(mails, accounts, powers);
        this.model = new Model(powers);
        this.app = new NativeClient(server);
        for (Machine machine : Machine.values()) {
            browsers.put(machine, server.browser());
        }
        for (Seat seat : Seat.values()) {
            tabs.put(seat, new Tab(browsers.get(seat.machine()), server.realm()));
        }
    }

    /** The state before the attack: the victim's sign-in in a trusted browser, where its cookies are stolen. */
    void begin() {
        if (powers.has(Power.INVITATION)) {
            server.invite(accounts.victim());
        }
        if (!powers.needVictimsBrowser()) {
            return;
        }
        request(Seat.OWNER, WalkTest.APP, "");
        fill(Seat.OWNER, Optional.of(Who.VICTIM), With.RIGHT);
        String reference = tab(Seat.OWNER).reference().orElseThrow();
        mails.awaitCode(Seat.OWNER, reference, SURELY_MAILED).orElseThrow();
        fill(Seat.OWNER, Optional.empty(), With.RIGHT);
        if (!idTokens.containsKey(Seat.OWNER)) {
            throw new IllegalStateException("The victim is not signed in: " + tab(Seat.OWNER));
        }
        Browser owners = browsers.get(Machine.OWNERS);
        tabs.get(Seat.ELSEWHERE).moveTo(powers.has(Power.SESSION) ? owners.copy() : owners.reopened());
        model.cookiesTaken(server.now());
        mailed = mails.count();
        news = "";
    }

    Powers powers() {
        return powers;
    }

    Tab tab(Seat seat) {
        return tabs.get(seat);
    }

    List<String> faults() {
        return faults;
    }

    /** The result of the last step, in a few words. */
    String news() {
        String told = news;
        news = "";
        return told;
    }

    NativeClient app() {
        return app;
    }

    /** Whose name was entered last in a tab since the last request of an application; empty for no name. */
    Optional<Who> entered(Seat seat) {
        return Optional.ofNullable(entered.get(seat));
    }

    private void tell(String what) {
        news += " [" + what + "]";
    }

    private void fault(String what) {
        if (!faults.contains(what)) {
            faults.add(what);
        }
        tell("FAULT: " + what);
    }

    void request(Seat seat, String client, String more) {
        Forced demanded = Forced.by(more);
        passive = more.contains("prompt=none");
        entered.remove(seat);
        tab(seat).request(client, more);
        if (!tab(seat).tabId().isEmpty()) {
            forced.put(tab(seat).tabId(), demanded);
        }
        arrived(seat, demanded);
    }

    void open(Seat seat, String path) {
        boolean offered = isJustShown(seat) && isReset("/" + path)
                && tab(seat).links().stream().anyMatch(World::isReset);
        tab(seat).open(path);
        arrived(seat, Forced.NO);
        checkOffered(seat, offered);
    }

    void follow(Seat seat, int number) {
        String link = tab(seat).links().get(number);
        boolean offered = isJustShown(seat) && isReset(link);
        get(seat, link);
        checkOffered(seat, offered);
    }

    private static boolean isReset(String address) {
        return address.contains("/reset-credentials");
    }

    /** Whether the server has sent the page in the step before, so that nothing has happened since. */
    private boolean isJustShown(Seat seat) {
        return shown.getOrDefault(seat, Long.MIN_VALUE) >= server.now() - 1;
    }

    /** A user who has forgotten the password is led to the reset by every page that offers it. */
    private void checkOffered(Seat seat, boolean offered) {
        if (offered && tab(seat).status() >= BAD_REQUEST) {
            fault("a page offers a reset and leads to an error");
        }
    }

    void get(Seat seat, String address) {
        tab(seat).get(address);
        arrived(seat, Forced.NO);
    }

    void back(Seat seat) {
        shown.remove(seat);
        tab(seat).back();
    }

    void reload(Seat seat) {
        tab(seat).reload();
        arrived(seat, Forced.NO);
    }

    void signOut(Seat seat) {
        String hint = idTokens.get(seat);
        tab(seat).get("/realms/" + server.realm() + "/protocol/openid-connect/logout?client_id=" + tab(seat).client()
                + (hint == null ? "" : "&id_token_hint=" + hint));
        arrived(seat, Forced.NO);
        if (seat == Seat.OWNER && hint != null && tab(seat).forms().isEmpty()) {
            model.signedOut();
        }
    }

    void openInvitation(Seat seat) {
        get(seat, mails.invitation());
    }

    /** The address that confirms the newest of Keycloak's links, of those that this browser has shown. */
    Optional<String> confirmation(Seat seat) {
        return Optional.ofNullable(confirmations.get(seat.machine()));
    }

    Optional<String> newestLink(Seat seat) {
        return mails.newestLink(seat);
    }

    /** Sends one of the page's forms unchanged. */
    void press(Seat seat, int number) {
        post(seat, tab(seat).forms().get(number), Map.of());
    }

    /** Fills the page's first form in. */
    void fill(Seat seat, Optional<Who> who, With with) {
        Form form = tab(seat).forms().get(0);
        post(seat, form, typed(seat, form, who, with));
    }

    /** Fills the page's first form in, which asks for no name, and sends it several times at once. */
    void fillAtOnce(Seat seat) {
        Form form = tab(seat).forms().get(0);
        if (tab(seat).postAtOnce(form, typed(seat, form, Optional.empty(), With.RIGHT), AT_ONCE) > 1) {
            fault("one form that is sent several times at once gives several authorization codes");
        }
        posted(seat, form);
    }

    /** What is entered into the fields of a form. */
    private Map<String, String> typed(Seat seat, Form form, Optional<Who> who, With with) {
        Map<String, String> typed = new HashMap<>();
        String email = who.map(name -> email(name, form.registers() || form.changesAccount())).orElse("");
        who.ifPresent(name -> entered.put(seat, name));
        for (String field : form.open()) {
            switch (field) {
                case "username", "email" -> typed.put(field, email);
                case "password-new", "password-confirm" -> typed.put(field, form.registers()
                        ? ownPassword(seat) : nextPassword(seat));
                case "password" -> typed.put(field, form.registers() ? ownPassword(seat)
                        : password(seat, with, email.isEmpty() ? tab(seat).attempted().orElse("") : email));
                case "code" -> typed.put(field, code(seat, with, tab(seat).reference().orElse("")));
                default -> typed.put(field, "Nora");
            }
        }
        return typed;
    }

    private void post(Seat seat, Form form, Map<String, String> typed) {
        tab(seat).post(form, typed);
        posted(seat, form);
    }

    private void posted(Seat seat, Form form) {
        Way way = way(seat, tab(seat).client(), forced.getOrDefault(tab(seat).tabId(), Forced.NO));
        arrived(seat, Forced.NO);
        if (form.changesAccount()) {
            look(seat.attackers() && (model.mayChangeAccount(way) || isEntitled(seat)), seat == Seat.OWNER,
                    form.id().startsWith("latchkey-"));
        }
    }

    private Way way(Seat seat, String client, Forced demanded) {
        return new Way(Optional.of(seat.machine()), client, demanded, server.now());
    }

    private String email(Who who, boolean anew) {
        if (who == Who.FRESH && (anew || fresh == 0)) {
            fresh++;
            mails.freshAddresses(fresh);
        }
        return accounts.email(who, fresh);
    }

    private static String ownPassword(Seat seat) {
        return switch (seat) {
            case OWNER -> Accounts.VICTIMS_NEXT;
            case NEWCOMER -> Accounts.NEWCOMERS;
            default -> Accounts.ATTACKERS;
        };
    }

    private static String nextPassword(Seat seat) {
        return switch (seat) {
            case OWNER -> Accounts.VICTIMS_NEXT;
            case NEWCOMER -> Accounts.NEWCOMERS;
            default -> Accounts.ATTACKERS_NEXT;
        };
    }

    private String password(Seat seat, With with, String email) {
        if (with == With.WRONG) {
            return Accounts.WRONG;
        }
        return switch (seat) {
            case OWNER -> victimsPassword;
            case NEWCOMER -> Accounts.NEWCOMERS;
            default -> attackersPassword(with, email);
        };
    }

    /** The victim's password where the attacker knows it, else the one that he would have planted. */
    private String attackersPassword(With with, String email) {
        boolean victims = email.isEmpty() || email.equals(accounts.victimsEmail());
        if (victims && model.knowsPassword()) {
            return victimsPassword;
        }
        return with == With.OTHER ? Accounts.ATTACKERS_NEXT : Accounts.ATTACKERS;
    }

    private String code(Seat seat, With with, String reference) {
        if (with == With.WRONG) {
            return "000000";
        }
        if (seat.machine() == Machine.ATTACKERS_SECOND && powers.has(Power.SESSION) && powers.has(Power.CODE)
                && mails.isAskedByVictim(reference)) {
            model.codeShared(seat.machine(), server.now());
        }
        Optional<String> right = tab(seat).kind().contains("required-action")
                ? mails.awaitCode(seat, reference, PERHAPS_MAILED)
                : mails.code(seat, reference);
        return (with == With.RIGHT ? right.or(() -> mails.otherCode(seat, reference))
                : mails.otherCode(seat, reference)).orElse("000000");
    }

    private void arrived(Seat seat, Forced direct) {
        Tab tab = tab(seat);
        shown.put(seat, server.now());
        if (tab.status() >= SERVER_ERROR && server.packFails()) {
            fault("the server answers " + tab.status());
        }
        tab.links().stream().filter(link -> link.contains("/action-token?"))
                .forEach(link -> confirmations.put(seat.machine(), link));
        if (!tab.showsMailedLink()) {
            tab.reference().ifPresent(reference -> askedFor.put(reference, tab.client()));
        }
        if (seat == Seat.OWNER && !tab.showsMailedLink()) {
            // the victim may open a link that somebody else has caused to be mailed
            tab.reference().ifPresent(mails::askedByVictim);
        }
        if (seat.attackers() && tab.kind().contains("required-action") && model.mayHaveTokens(way(seat, tab.client(),
                forced.getOrDefault(tab.tabId(), direct)))) {
            // pages after a sign-in may be completed a while later
            entitled.add(tab.tabId());
        }
        Optional<String> code = tab.authorizationCode().filter(redeemed::add);
        code.ifPresent(value -> tokens(Optional.of(seat), tab.client(),
                server.tokens(tab.client()).code(value, Browser.CALLBACK, ""), forced.getOrDefault(tab.tabId(),
                        direct)));
    }

    /** The answer of the token endpoint to an application. */
    private void tokens(Optional<Seat> seat, String client, Grant grant, Forced demanded) {
        if (!grant.given()) {
            tell("no tokens: " + grant.error());
            return;
        }
        seat.ifPresent(place -> idTokens.put(place, grant.json().path("id_token").asText()));
        JsonNode claims = Grant.claims(grant.json().path("access_token").asText());
        String email = claims.path("email").asText();
        boolean victims = claims.path("sub").asText().equals(accounts.victim())
                || email.equals(accounts.victimsEmail());
        tell("tokens of " + (victims ? "the victim" : email.replace(accounts.name(), "")));
        if (seat.isPresent() && !seat.get().attackers()) {
            if (seat.get() == Seat.OWNER) {
                model.ownerSignedIn(claims.path("auth_time").asLong());
            }
            honestTokens(seat.get(), claims.path("sub").asText(), email);
        } else if (victims) {
            victimsTokens(new Way(seat.map(Seat::machine), client, demanded, server.now()),
                    seat.filter(this::isEntitled).isPresent());
        } else if (!accounts.isAttackers(email)) {
            fault("tokens of the newcomer");
        }
        if (seat.isEmpty() || seat.get().attackers()) {
            held.add(new Held(victims, client, grant.json().path("refresh_token").asText(), model.ends()));
        }
    }

    private void honestTokens(Seat seat, String id, String email) {
        if (seat == Seat.NEWCOMER) {
            model.keep(id);
        }
        String own = seat == Seat.NEWCOMER ? accounts.newcomersEmail() : accounts.victimsEmail();
        if (!email.equals(own) && !model.accountGiven()) {
            fault(seat + " is signed in to another's account");
        }
    }

    private boolean isEntitled(Seat seat) {
        return entitled.contains(tab(seat).tabId());
    }

    private void victimsTokens(Way way, boolean late) {
        if (model.isProofDemanded() && server.account(accounts.victim()).filter(Server::pending).isEmpty()) {
            model.proofDemanded(false);
        }
        if (model.accountGiven() || model.mayHaveTokens(way) || late && !model.isDisabled()) {
            model.tokensGot(way);
        } else {
            fault("tokens of the victim, for " + way.client());
        }
    }

    boolean hasTokens() {
        return !held.isEmpty();
    }

    /** Uses the newest refresh token, the victim's first. */
    void refresh() {
        Held token = held.stream().filter(Held::victims).reduce((first, second) -> second)
                .orElse(held.get(held.size() - 1));
        Grant grant = server.tokens(token.client()).refresh(token.refreshToken());
        tell(grant.given() ? "refreshed" : grant.error());
        if (grant.given()) {
            held.remove(token);
            held.add(new Held(token.victims(), token.client(), grant.refreshToken(), token.ends()));
            if (token.victims() && !model.mayRefresh(token.ends()) && !model.accountGiven()) {
                fault("the victim's tokens are refreshed although all sessions have ended");
            }
        }
    }

    /** Revokes the newest refresh token. */
    void revoke() {
        Held token = held.remove(held.size() - 1);
        server.browser().post("/realms/" + server.realm() + "/protocol/openid-connect/revoke",
                Map.of("client_id", token.client(), "token", token.refreshToken()));
    }

    void nativeSignIn(Who who, With with) {
        String email = email(who, false);
        nativeAnswer(app.begin(email, password(Seat.FIRST, with, email)));
    }

    void nativeCode(With with) {
        nativeAnswer(app.code(code(Seat.FIRST, with, app.reference())));
    }

    private void nativeAnswer(NativeClient.Answer answer) {
        answered(answer);
        app.redeem(answer).ifPresent(grant -> tokens(Optional.empty(), WalkTest.NATIVE_APP, grant, Forced.NO));
    }

    /** @param beside whose address the request contains as well, under Keycloak's other name of the attribute */
    void nativeRegistration(Who who, Optional<Who> beside) {
        answered(app.register(email(who, true), Accounts.ATTACKERS,
                beside.map(other -> Map.of("user.attributes.email", email(other, false))).orElse(Map.of())));
    }

    void nativeChallenge(String purpose, Who who) {
        answered(app.challenge(purpose, email(who, false)));
    }

    void nativeVerification(With with) {
        answered(app.verify(code(Seat.FIRST, with, app.challengesReference()), Accounts.ATTACKERS_NEXT));
        look(model.mayChangeAccount(new Way(Optional.empty(), WalkTest.NATIVE_APP, Forced.NO, server.now())), false,
                true);
    }

    private void answered(NativeClient.Answer answer) {
        tell(answer.toString());
        if (answer.status() >= SERVER_ERROR && server.packFails()) {
            fault("the server answers " + answer.status());
        }
    }

    /** Whether there is an account for an admin to change. */
    boolean exists(Who who) {
        return account(who).isPresent();
    }

    private Optional<UserRepresentation> account(Who who) {
        return who == Who.VICTIM ? server.account(accounts.victim()) : server.ownerOf(accounts.newcomersEmail());
    }

    /** An admin changes an account, which must not be replaced or purged any more. */
    void decide(Who who, Decision decision) {
        UserRepresentation account = account(who).orElseThrow();
        decision.on(server, account.getId());
        if (who == Who.VICTIM) {
            decision.tell(model);
            if (decision == Decision.SIGN_OUT) {
                entitled.clear();
            }
        } else {
            model.keep(account.getId());
        }
    }

    /** Checks whether the victim's account still belongs to the victim. */
    private void look(boolean allowed, boolean byVictim, boolean reset) {
        if (model.accountGiven()) {
            return;
        }
        Optional<UserRepresentation> account = server.account(accounts.victim());
        if (account.isEmpty() || !accounts.victimsEmail().equals(account.get().getEmail())) {
            if (!allowed && !byVictim) {
                fault(account.isEmpty() ? "the victim's account is gone" : "the victim's address is another");
            }
            model.accountTaken();
        } else if (Boolean.TRUE.equals(account.get().isEnabled())
                && !server.opens(accounts.victimsEmail(), victimsPassword)) {
            passwordIsAnother(allowed, byVictim, reset);
        }
    }

    private void passwordIsAnother(boolean allowed, boolean byVictim, boolean reset) {
        tell("the victim's password is another");
        if (byVictim) {
            victimsPassword = Accounts.VICTIMS_NEXT;
            if (reset) {
                model.passwordReset();
                entitled.clear();
            } else {
                model.passwordChanged();
            }
        } else {
            victimsPassword = Accounts.ATTACKERS_NEXT;
            model.passwordTaken();
            if (!allowed) {
                fault("the victim's password is another");
            }
        }
    }

    /** Waits until all mails of the last step have arrived. */
    void settled() {
        int arrived = mails.count();
        if (passive && arrived > mailed) {
            fault("a request that asks nobody anything has sent a mail");
        }
        passive = false;
        mailed = arrived;
    }

    /** Checks the final state. */
    List<String> finish() {
        if (powers.has(Power.INVITATION)) {
            // the application that a link leads to is Keycloak's own: a session shows in any other one
            for (Seat seat : List.of(Seat.FIRST, Seat.ELSEWHERE)) {
                request(seat, WalkTest.APP, "");
            }
        }
        look(false, false, false);
        for (String id : model.kept()) {
            if (server.account(id).isEmpty()) {
                fault("an account that was used, or that an admin has decided about, is gone");
            }
        }
        server.ownerOf(accounts.newcomersEmail()).filter(account -> !Server.pending(account)
                && Boolean.TRUE.equals(account.isEnabled())).ifPresent(account -> {
                    if (server.opens(accounts.newcomersEmail(), Accounts.ATTACKERS)
                            || server.opens(accounts.newcomersEmail(), Accounts.ATTACKERS_NEXT)) {
                        fault("a password of the attacker's opens the newcomer's account");
                    }
                });
        if (mails.referencesOf("passwordless code").stream().map(askedFor::get)
                .anyMatch(client -> client != null && !client.equals(WalkTest.PASSWORDLESS_APP))) {
            fault("a code is mailed as the only factor where a session or a password has come first");
        }
        mails.unasked().stream().filter(kind -> !model.mayBeMailed(kind)).forEach(kind ->
                fault("the victim is mailed: " + kind));
        return faults;
    }
}
