package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.kit.TokenClient;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * An attacker with one app who goes through flows without a browser. Each {@code auth_session} and each challenge is
 * answered at both endpoints with every code that he can read, whichever flow it belongs to.
 */
final class NativeWalk {

    static final String OWN_PASSWORD = FlowWalk.OWN_PASSWORD;
    static final String NEW_PASSWORD = "a password that the attacker has set";

    private final ManagedRealm realm;
    private final FlowMails mails;
    private final Power power;
    private final TestUser victim;
    private final TestUser own;
    private final List<Begun> begun = new ArrayList<>();
    private final Set<String> gains = new LinkedHashSet<>();
    private final List<String> trail = new ArrayList<>();

    /**
     * @param power  what the attacker has of the victim's
     * @param victim the victim's account
     * @param own    the attacker's account
     */
    NativeWalk(ManagedRealm realm, FlowMails mails, Power power, TestUser victim, TestUser own) {
        this.realm = realm;
        this.mails = mails;
        this.power = power;
        this.victim = victim;
        this.own = own;
    }

    /** What an app stores between two requests. */
    private record Begun(TestUser who, NativeApp.Answer answer) {

        Optional<String> reference() {
            return text("reference");
        }

        Optional<String> handle() {
            return text("challenge_id").or(answer::authSession);
        }

        private Optional<String> text(String member) {
            return Optional.of(answer.json().path(member).asText()).filter(text -> !text.isEmpty());
        }
    }

    /**
     * One flow alone, about the victim.
     *
     * @param mailed whether it mails a code to the victim
     */
    NativeWalk alone(NativeFlow flow, boolean mailed) {
        begin(flow, victim);
        return finish(mailed);
    }

    /**
     * One flow in the attacker's own name, another one about the victim, then both to their ends.
     *
     * @param mailed whether the second flow mails a code to the victim
     */
    NativeWalk through(NativeFlow from, NativeFlow via, boolean mailed) {
        begin(from, own);
        begin(via, victim);
        return finish(mailed);
    }

    private void begin(NativeFlow flow, TestUser who) {
        NativeApp.Answer answer = switch (flow) {
            case SIGN_IN -> new NativeApp(realm, Realms.NATIVE).begin(who, Map.of("password", password(who)));
            case REGISTRATION -> app().register(who.email(), OWN_PASSWORD);
            case SIGN_UP_CODE -> app().challenge("signup", who.email());
            case RESET -> app().challenge("password_reset", who.email());
            case VERIFY_EMAIL -> app().challenge("verify_email", who.email());
        };
        begun.add(new Begun(who, answer));
        trail.add(flow + " of " + who.email() + " -> " + answer);
    }

    private String password(TestUser who) {
        if (who.equals(own)) {
            return OWN_PASSWORD;
        }
        return power == Power.PASSWORD ? TestUser.PASSWORD : NEW_PASSWORD;
    }

    private NativeWalk finish(boolean mailed) {
        List<String> codes = codes(mailed);
        for (Begun one : begun) {
            one.handle().ifPresent(handle -> codes.forEach(code -> {
                trail.add(code + " -> " + app().verify(handle, code, password(one.who())));
                signIn(handle, code);
            }));
        }
        if (!opens(TestUser.PASSWORD)) {
            gains.add("new password");
        }
        return this;
    }

    /** The codes that he reads: in his own mailbox, and in the victim's where he has it. */
    private List<String> codes(boolean mailed) {
        List<String> codes = new ArrayList<>();
        for (Begun one : begun) {
            if (one.who().equals(own) || mailed && power == Power.MAILBOX) {
                codes.add(one.reference().flatMap(word -> mails.await(word, one.who().email()::equals))
                        .map(FlowMails.Arrived::code)
                        .orElseThrow(() -> new AssertionError("No code to " + one.who().email() + ": " + this)));
            }
        }
        if (power == Power.MAILBOX) {
            // whichever other mails he may read there
            mails.all(victim.email()).forEach(mail -> mail.anyCode().filter(code -> !codes.contains(code))
                    .ifPresent(codes::add));
        }
        return codes;
    }

    private void signIn(String handle, String code) {
        NativeApp signIn = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer answer = signIn.challenge(Map.of("auth_session", handle, "otp", code, "username",
                victim.email()));
        trail.add(code + " -> " + answer);
        if (answer.done()) {
            JsonNode claims = signIn.redeem(answer).accessToken();
            if (claims.path("sub").asText().equals(victim.id())
                    || claims.path("email").asText().equals(victim.email())) {
                gains.add("tokens");
            }
        }
    }

    private boolean opens(String password) {
        return !TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP)
                .password(victim.username(), password, "openid").error().contains("credentials");
    }

    private NativeApiClient app() {
        return new NativeApiClient(realm, Realms.NATIVE);
    }

    /** What the attacker has got of the victim. */
    Set<String> gains() {
        return new TreeSet<>(gains);
    }

    TestUser victim() {
        return victim;
    }

    @Override
    public String toString() {
        return power + ": " + String.join(" | ", trail);
    }
}
