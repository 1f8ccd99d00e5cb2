package dev.latchkey.bench.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.RiskFeature;
import org.junit.jupiter.api.Test;

/** What is measured is what the default provider keeps. */
class HistoriesTest {

    private static final long USER = 1;

    private final Histories histories = new Histories();

    @Test
    void countsFadeAndEndAsTheProvidersDo() {
        histories.add(signIn(0, "address"));
        histories.add(signIn(0, "address"));
        assertEquals(1, ofUser(30, "address"), 0.001);
        assertEquals(0, ofUser(HistoryBounds.RETENTION.toDays(), "address"));
        assertTrue(histories.known(USER, RiskFeature.ADDRESS, "address"), "a rule forgets nothing");
    }

    @Test
    void anAccountCountsForAllOnceADayFromItsSecondDayOn() {
        histories.add(signIn(0.1, "address"));
        histories.add(signIn(0.2, "address"));
        assertEquals(0, ofAll(0.3).total());
        histories.add(signIn(1.1, "address"));
        histories.add(signIn(1.2, "address"));
        assertEquals(1, ofAll(1.3).total(), 0.01);
    }

    @Test
    void anAccountHasAsManyValuesAsTheProviderKeeps() {
        for (int i = 0; i <= HistoryBounds.MOST_OF_USER; i++) {
            histories.add(signIn(i * 0.01, "address " + i));
        }
        assertEquals(0, ofUser(1, "address 0"));
        assertTrue(ofUser(1, "address 1") > 0);
    }

    private double ofUser(double day, String address) {
        return histories.ofUser(USER, signIn(day, address).features(), day).ofValue().get(RiskFeature.ADDRESS);
    }

    private FeatureHistory ofAll(double day) {
        return histories.ofAll(signIn(day, "address").features(), day);
    }

    private static SignIn signIn(double day, String address) {
        return new SignIn(day, USER, new SignIn.Origin(address, "network", "country"),
                new SignIn.Client("agent", "browser", "system", "desktop"), true);
    }
}
