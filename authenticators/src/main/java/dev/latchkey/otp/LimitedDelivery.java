package dev.latchkey.otp;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.ServerAnswer;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * A message that takes from rates when it is handed over, once for all attempts. One that they refuse is not sent, and
 * its requester does not learn it: the answer would tell which addresses have an account.
 */
public final class LimitedDelivery implements Delivery {

    private static final Logger LOG = Logger.getLogger(LimitedDelivery.class);

    private final Delivery message;
    private final List<RateDemand> demands;
    private final String range;
    /** The queue makes one attempt after the other, each in any thread. */
    private volatile boolean admitted;

    private LimitedDelivery(Delivery message, List<RateDemand> demands, String range) {
        this.message = message;
        this.demands = demands;
        this.range = range;
    }

    /**
     * @param message the message
     * @param demands what it takes from
     * @param range   the range of its address, for the log
     * @return the message; itself where it takes from nothing
     */
    public static Delivery of(Delivery message, List<RateDemand> demands, String range) {
        return demands.isEmpty() ? message : new LimitedDelivery(message, demands, range);
    }

    @Override
    public String channel() {
        return message.channel();
    }

    @Override
    public String server() {
        return message.server();
    }

    @Override
    public ServerAnswer handOver(KeycloakSession session) {
        if (!admitted) {
            Optional<RateResult.Refused> refused;
            try {
                refused = refused(session);
            } catch (RuntimeException e) {
                LOG.warnf(e, "Realm %s: the rates of a code by %s could not be asked; it is tried again",
                        session.getContext().getRealm().getName(), channel());
                return ServerAnswer.REFUSED;
            }
            if (refused.isPresent()) {
                warn(session.getContext().getRealm().getName(), refused.get());
                return ServerAnswer.REFUSED_FOR_GOOD;
            }
            admitted = true;
        }
        return message.handOver(session);
    }

    private Optional<RateResult.Refused> refused(KeycloakSession session) {
        return session.getProvider(RateLimiter.class).recall(demands).refusal()
                .or(() -> OwnTransaction.run(session, own -> {
                    Optional<RateResult.Refused> refused = own.getProvider(RateLimiter.class).take(demands).refusal();
                    if (refused.isPresent()) {
                        own.getTransactionManager().setRollbackOnly();
                    }
                    return refused;
                }));
    }

    private void warn(String realm, RateResult.Refused refused) {
        if (SendLimits.reason(refused.limit()) == AuditReason.RANGE_UNANSWERED) {
            warnOfRange(realm, channel(), range);
        } else {
            LOG.warnf("Realm %s: a code by %s was not sent, since %s is used up by others before a first factor", realm,
                    channel(), refused.limit().name());
        }
    }

    /**
     * Logs that nothing is sent to a range; neither a whole address nor a code.
     *
     * @param realm   name of the realm
     * @param channel the channel
     * @param range   the range
     */
    public static void warnOfRange(String realm, String channel, String range) {
        LOG.warnf("Realm %s: for a while no more codes are sent by %s to addresses of %s: many were sent,"
                + " and few were entered", realm, channel, range);
    }

    /** Holds a code. */
    @Override
    public String toString() {
        return "LimitedDelivery";
    }
}
