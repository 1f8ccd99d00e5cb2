package dev.latchkey.sms.channel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.PriceTable;
import dev.latchkey.sms.jpa.TextSpend;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The money that a realm may spend on texts each day of UTC. A text is paid for before a gateway is asked, once for all
 * gateways, and given back where it has certainly not left: what may have left is never more than the budget allows.
 */
final class MoneyBudget {

    private static final Logger LOG = Logger.getLogger(MoneyBudget.class);

    private final Optional<PriceTable> prices;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param prices what texts cost; empty where the operator has set none: nothing is counted then, with a warning */
    MoneyBudget(Optional<PriceTable> prices) {
        this.prices = prices;
    }

    /**
     * @param session the request's session
     * @param realm   the realm that would send
     * @param number  the recipient, in the form of E.164
     * @param use     what the text would be for
     * @return when the budget is whole again, epoch milliseconds, where it does not pay for a text now; else empty
     */
    Optional<Long> spentUntil(KeycloakSession session, RealmModel realm, String number, TextUse use) {
        long now = Time.currentTimeMillis();
        boolean spent = prices.isPresent() && OwnTransaction.run(session,
                own -> use.left(new TextSpend(own, realm.getId(), now), budget(session, realm)))
                < prices.get().price(number);
        if (spent) {
            unpaid(realm, use, prices.get().price(number), budget(session, realm));
        }
        return spent ? Optional.of(TextSpend.dayEnds(now)) : Optional.empty();
    }

    /**
     * Pays for a text and sends it.
     *
     * @param session whose context has the realm that sends; holds no database connection
     * @param number  the recipient, in the form of E.164
     * @param use     what the text is for
     * @param sending hands the text to a gateway
     * @return the gateway's answer; {@link ServerAnswer#REFUSED_FOR_GOOD} where the budget does not pay for it
     */
    ServerAnswer paying(KeycloakSession session, String number, TextUse use, Supplier<ServerAnswer> sending) {
        return prices.map(table -> paying(session, table.price(number), use, sending)).orElseGet(() -> {
            if (warned.compareAndSet(false, true)) {
                LOG.warn("Texts are sent without a table of prices: nothing limits what they cost, only their number."
                        + " The option is spi-latchkey-otp-channel--sms--prices");
            }
            return sending.get();
        });
    }

    private static ServerAnswer paying(KeycloakSession session, long price, TextUse use,
            Supplier<ServerAnswer> sending) {
        RealmModel realm = session.getContext().getRealm();
        long now = Time.currentTimeMillis();
        long budget = budget(session, realm);
        boolean paid = OwnTransaction.run(session.getKeycloakSessionFactory(),
                own -> use.take(new TextSpend(own, realm.getId(), now), price, budget));
        if (!paid) {
            unpaid(realm, use, price, budget);
            LOG.warnf("Realm %s: a text was not sent, since the money for texts of this day is spent", realm.getName());
            return ServerAnswer.REFUSED_FOR_GOOD;
        }
        ServerAnswer answer = sending.get();
        if (hasNotLeft(answer)) {
            giveBack(session, realm, now, price, use);
        }
        return answer;
    }

    private static void unpaid(RealmModel realm, TextUse use, long price, long budget) {
        Meters.count(Meter.TEXTS_UNPAID, realm.getName());
        if (!use.affordable(price, budget)) {
            LOG.warnf("Realm %s: a text that is no second factor costs more than half of the money of a day, or any "
                    + "text more than all of it: such a text is never sent", realm.getName());
        }
    }

    private static boolean hasNotLeft(ServerAnswer answer) {
        return switch (answer) {
            case REFUSED, REFUSED_FOR_GOOD, FAULT, NONE -> true;
            case TAKEN, UNKNOWN -> false;
        };
    }

    private static void giveBack(KeycloakSession session, RealmModel realm, long now, long price,
            TextUse use) {
        try {
            OwnTransaction.run(session.getKeycloakSessionFactory(), own -> {
                use.giveBack(new TextSpend(own, realm.getId(), now), price);
                return null;
            });
        } catch (RuntimeException e) {
            // too much is counted then; the text must still be tried again
            LOG.errorf(e, "Realm %s: the price of a text that has not left was not given back", realm.getName());
        }
    }

    private static long budget(KeycloakSession session, RealmModel realm) {
        return Limits.of(session).get(realm, Limit.PAID_REALM_MONEY_DAY) * PriceTable.UNIT;
    }
}
