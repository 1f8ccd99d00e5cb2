package dev.latchkey.bench.risk;

import java.util.Arrays;
import java.util.List;

import dev.latchkey.risk.RiskFeature;

/** What is asked without a model. */
enum Rule {
    /** Asks where the browser holds no cookie. */
    NO_COOKIE("no cookie"),
    /** Asks where the whole agent is new with this user. */
    NEW_AGENT("new device (whole agent)"),
    /** Asks where the browser on this system, of whatever version, is new with this user. */
    NEW_FAMILY("new device (browser and system without versions)"),
    /** Asks where the whole agent or the country is new. */
    NEW_AGENT_OR_COUNTRY("new device (whole agent) or new country"),
    /** Asks where the browser, of whatever version, or the country is new. */
    NEW_FAMILY_OR_COUNTRY("new device (without versions) or new country"),
    /** Asks where the browser, of whatever version, or the network is new. */
    NEW_FAMILY_OR_NETWORK("new device (without versions) or new network"),
    /** Asks where the whole agent or the network is new. */
    NEW_AGENT_OR_NETWORK("new device (whole agent) or new network"),
    /** Asks where the whole agent or the address is new. */
    NEW_AGENT_OR_ADDRESS("new device (whole agent) or new address");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean asks(SignIn signIn, Histories histories) {
        return switch (this) {
            case NO_COOKIE -> !signIn.cookie();
            case NEW_AGENT -> newAgent(signIn, histories);
            case NEW_FAMILY -> !histories.knownFamily(signIn.user(), signIn.client());
            case NEW_AGENT_OR_COUNTRY -> newAgent(signIn, histories) || newCountry(signIn, histories);
            case NEW_FAMILY_OR_COUNTRY -> !histories.knownFamily(signIn.user(), signIn.client())
                    || newCountry(signIn, histories);
            case NEW_FAMILY_OR_NETWORK -> !histories.knownFamily(signIn.user(), signIn.client())
                    || !histories.known(signIn.user(), RiskFeature.NETWORK, signIn.origin().network());
            case NEW_AGENT_OR_NETWORK -> newAgent(signIn, histories)
                    || !histories.known(signIn.user(), RiskFeature.NETWORK, signIn.origin().network());
            case NEW_AGENT_OR_ADDRESS -> newAgent(signIn, histories)
                    || !histories.known(signIn.user(), RiskFeature.ADDRESS, signIn.origin().address());
        };
    }

    /** The rules that need no cookie. */
    static List<Rule> withoutCookie() {
        return Arrays.stream(values()).filter(rule -> rule != NO_COOKIE).toList();
    }

    private static boolean newAgent(SignIn signIn, Histories histories) {
        return !histories.known(signIn.user(), RiskFeature.AGENT, signIn.client().agent());
    }

    private static boolean newCountry(SignIn signIn, Histories histories) {
        return !histories.known(signIn.user(), RiskFeature.COUNTRY, signIn.origin().country());
    }
}
