package dev.latchkey.otp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimit;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.common.settings.Limits;

/**
 * The rate limits that a mail with a code counts against. Mails that an unauthenticated requester can ask for have
 * separate rates for each purpose, so that a requester who uses them up blocks no user from the codes of a sign-in.
 */
public final class SendLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private SendLimits() {
    }

    /**
     * @param request the request for the code
     * @param policy  the realm's e-mail code policy
     * @param limits  the server's limits
     * @return one unit each of the rates of the user, the e-mail address and the client address
     */
    public static List<RateDemand> demands(OtpRequest request, EmailOtpPolicy policy, Limits limits) {
        ChallengeBinding binding = request.binding();
        String user = request.afterFirstFactor() ? binding.userId() : request.budget().id() + ':' + request.subject();
        String address = binding.email().toLowerCase(Locale.ROOT);
        List<RateDemand> demands = new ArrayList<>();
        demands.add(demand(request, new RateLimit("send-user-hour", policy.sendsPerHour(), HOUR), user));
        demands.add(demand(request, limits, Limit.SEND_USER_DAY, DAY, user));
        demands.add(demand(request, limits, Limit.SEND_ADDRESS_HOUR, HOUR,
                request.afterFirstFactor() ? address : "unauthenticated:" + address));
        if (request.afterFirstFactor()) {
            demands.add(demand(request, limits, Limit.SEND_IP_HOUR_AFTER_FACTOR, HOUR, request.clientAddress()));
        } else {
            demands.add(demand(request, limits, Limit.SEND_IP_MINUTE, MINUTE, request.clientAddress()));
            demands.add(demand(request, limits, Limit.SEND_IP_HOUR, HOUR, request.clientAddress()));
        }
        return demands;
    }

    /**
     * @param request the request for the code
     * @param limits  the server's limits
     * @return one unit of the numbers that the user is shown
     */
    public static RateDemand number(OtpRequest request, Limits limits) {
        return demand(request, limits, Limit.NUMBER_USER_DAY, DAY, request.binding().userId());
    }

    private static RateDemand demand(OtpRequest request, Limits limits, Limit limit, Duration period, String key) {
        return demand(request, new RateLimit(limit.setting().name(), limits.get(request.realm(), limit), period), key);
    }

    private static RateDemand demand(OtpRequest request, RateLimit rate, String key) {
        return new RateDemand(rate, request.realm().getId(), key);
    }
}
