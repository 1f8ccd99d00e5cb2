package dev.latchkey.notification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The rates that a notification counts against. The owner of an account has rates for each kind. A mailbox that was not
 * verified for the account may belong to another user: its rates are counted by the address, whatever the number of
 * accounts, and the daily rate is lower. Each kind has rates of its own: any client can lock an account again and
 * again, and this must not use up the notifications of a new device.
 */
public final class NotificationLimits {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private NotificationLimits() {
    }

    /**
     * @param realm        the realm
     * @param notification what is about to be sent
     * @param user         the owner of the account
     * @param limits       the limits of server and realm
     * @return what it takes of them
     */
    public static List<RateDemand> demands(RealmModel realm, Notification notification, UserModel user, Limits limits) {
        boolean proven = user.isEmailVerified() && notification.address() == null;
        String address = notification.address() == null ? user.getEmail() : notification.address();
        String reader = proven ? user.getId() : "address:" + MailAddress.key(String.valueOf(address));
        String subject = reader + '/' + notification.kind().id();
        List<RateDemand> demands = new ArrayList<>();
        demands.add(demand(realm, limits, Limit.NOTIFICATION_KIND_HOUR, HOUR, subject));
        demands.add(demand(realm, limits, proven ? Limit.NOTIFICATION_KIND_DAY : Limit.NOTIFICATION_ADDRESS_DAY, DAY,
                subject));
        return demands;
    }

    private static RateDemand demand(RealmModel realm, Limits limits, Limit limit, Duration period, String subject) {
        return new RateDemand(new RateLimit(limit.setting().name(), limits.get(realm, limit), period), realm.getId(),
                subject);
    }
}
