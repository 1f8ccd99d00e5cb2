package dev.latchkey.limit.jpa;

import java.util.Optional;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.limit.guard.GuardRules;
import jakarta.persistence.EntityManager;

/** Purges the account guard: daily budgets once their day is over; consecutive failures stay until they are cleared. */
public final class AccountGuardPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "AccountGuardEntity") {

            @Override
            protected Optional<String> boundToUser() {
                // daily budgets are charged to addresses, which must not be given new ones
                return Optional.of("e.dayEnds = 0");
            }

            @Override
            public PurgedBatch expired(long nowMillis) {
                // only rows of daily budgets have a day; one more day keeps clear of a node whose clock lags
                // a day that ends after tomorrow was stored by a clock that ran ahead, and does not count
                return deleteBatchOfUsers("e.dayEnds > 0 and (e.dayEnds < :limit or e.dayEnds > :limit + "
                        + 3 * GuardRules.DAY_MILLIS + "L)", nowMillis - GuardRules.DAY_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-guard";
    }
}
