package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchkey.limit.guard.GuardBudget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureRuleTest {

    @ParameterizedTest
    @CsvSource({
            "SECOND_FACTOR,  true,  true",
            "SECOND_FACTOR,  false, true",
            "PASSWORD_RESET, true,  false",
            "PASSWORD_RESET, false, true",
            "SIGN_UP,        true,  false",
            "SIGN_UP,        false, true",
            "PASSWORDLESS,   true,  false",
            "PASSWORDLESS,   false, true",
            "NEW_ADDRESS,    true,  false",
            "NEW_ADDRESS,    false, false"})
    void anAcceptedCodeClearsTheDaysFailures_whereNoLinkGetsTheOwnerIn(GuardBudget budget, boolean holdsLinks,
            boolean forgiven) {
        assertEquals(forgiven, FailureRule.forgives(budget, holdsLinks));
    }
}
