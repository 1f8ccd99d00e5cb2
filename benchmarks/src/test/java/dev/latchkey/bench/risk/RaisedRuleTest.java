package dev.latchkey.bench.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RaisedRuleTest {

    private static final double EXACT = 1e-9;

    @Test
    void aRuleThatFindsTooFewIsMixedWithAskingAlways() {
        Outcomes attacks = outcomes(80, 100);
        Outcomes honest = outcomes(10, 60);
        assertEquals(0.55, RaisedRule.asked(Rule.NEW_AGENT, attacks, honest, 0.9), EXACT);
        assertEquals(0.1, RaisedRule.asked(Rule.NEW_AGENT, attacks, honest, 0.8), EXACT);
        assertEquals(0.35, RaisedRule.best(attacks, honest, 0.9), EXACT, "with the rule that finds all");
    }

    /** Of 100 sign-ins, so many are asked by the rule of the agent, and by that of the address. */
    private static Outcomes outcomes(int agent, int address) {
        Outcomes outcomes = new Outcomes();
        outcomes.scores()[0] = 100;
        outcomes.asked()[Rule.NEW_AGENT.ordinal()] = agent;
        outcomes.asked()[Rule.NEW_AGENT_OR_ADDRESS.ordinal()] = address;
        return outcomes;
    }
}
