package dev.latchkey.sms.channel;

import java.util.Map;

import dev.latchkey.otp.Purpose;
import dev.latchkey.sms.jpa.TextSpend;

/** What a text is for, which decides how much of the realm's money it may spend. */
enum TextUse {

    /** A code for a user who has passed a first factor, to an address that is proven, or the notice of its change. */
    FACTOR {
        @Override
        Map<TextSpend.Row, Long> caps(long budget) {
            return Map.of(TextSpend.Row.ALL, budget);
        }
    },

    /**
     * Everything else, which a requester can cause without a factor or to any number: it leaves half of the money to
     * second factors.
     */
    UNPROVEN {
        @Override
        Map<TextSpend.Row, Long> caps(long budget) {
            return Map.of(TextSpend.Row.UNPROVEN, budget / 2, TextSpend.Row.ALL, budget);
        }
    };

    /**
     * @param purpose what a code is for
     * @return what its text is for
     */
    static TextUse of(Purpose purpose) {
        return switch (purpose) {
            case SECOND_FACTOR, VERIFY_EMAIL -> FACTOR;
            case SIGN_UP, FIRST_FACTOR, PASSWORD_RESET, NEW_ADDRESS -> UNPROVEN;
        };
    }

    /** Returns the rows in which such texts are counted, and the most that may stand in each. */
    abstract Map<TextSpend.Row, Long> caps(long budget);

    /** Returns whether such a text can be paid for on a day on which no other is sent. */
    boolean affordable(long price, long budget) {
        return caps(budget).values().stream().allMatch(cap -> price <= cap);
    }

    /** Returns what may still be spent on such texts. */
    long left(TextSpend spend, long budget) {
        return caps(budget).entrySet().stream().mapToLong(cap -> cap.getValue() - spend.spent(cap.getKey())).min()
                .orElseThrow();
    }

    /** Spends a price; returns false where there is not enough left. */
    boolean take(TextSpend spend, long price, long budget) {
        return spend.take(price, caps(budget));
    }

    /** Undoes {@link #take}. */
    void giveBack(TextSpend spend, long price) {
        spend.giveBack(price, caps(0).keySet());
    }
}
