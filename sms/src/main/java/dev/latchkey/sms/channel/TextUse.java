package dev.latchkey.sms.channel;

import dev.latchkey.otp.Purpose;
import dev.latchkey.sms.jpa.TextSpend;

/** What a text is for, which decides how much of the realm's money it may spend. */
enum TextUse {

    /** A code for a user who has passed a first factor, to an address that is proven, or the notice of its change. */
    FACTOR {
        @Override
        long left(TextSpend spend, long budget) {
            return budget - spend.spent();
        }

        @Override
        boolean take(TextSpend spend, long price, long budget) {
            return spend.take(price, budget);
        }

        @Override
        void giveBack(TextSpend spend, long price) {
            spend.giveBack(price);
        }
    },

    /**
     * Everything else, which a requester can cause without a factor or to any number: it leaves half of the money to
     * second factors.
     */
    UNPROVEN {
        @Override
        long left(TextSpend spend, long budget) {
            return Math.min(budget - spend.spent(), TextSpend.unprovenShare(budget) - spend.spentUnproven());
        }

        @Override
        boolean take(TextSpend spend, long price, long budget) {
            return spend.takeUnproven(price, budget);
        }

        @Override
        void giveBack(TextSpend spend, long price) {
            spend.giveBackUnproven(price);
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

    /** Returns what may still be spent on such texts. */
    abstract long left(TextSpend spend, long budget);

    /** Spends a price; returns false where there is not enough left. */
    abstract boolean take(TextSpend spend, long price, long budget);

    /** Undoes {@link #take}. */
    abstract void giveBack(TextSpend spend, long price);
}
