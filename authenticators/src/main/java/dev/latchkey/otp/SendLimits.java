package dev.latchkey.otp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.mail.MailDelivery;
import org.keycloak.models.RealmModel;

/**
 * The rate limits that a message with a code counts against. Those of a channel whose messages cost money are more, and
 * bound what somebody gains who is paid for the messages. Mails that an unauthenticated requester can ask for have
 * separate rates for each purpose, so that a requester who uses them up blocks no user from the codes of a sign-in. So
 * have messages to an address that its user has typed and not proven yet: it may be somebody else's second factor. And
 * so have those after a session alone: any page that its user visits can cause them.
 */
public final class SendLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** As many as of codes by default. */
    private static final int LINKS_PER_HOUR = 5;
    private static final String WORD = "sent-text:";
    private static final Set<String> UNANSWERED = Set.of(Limit.PAID_UNANSWERED_GROUP_DAY.setting().name(),
            Limit.SEND_UNANSWERED_GROUP_DAY.setting().name());

    private SendLimits() {
    }

    /**
     * @param request  the request for the code
     * @param channel  the channel by which it is sent
     * @param clientId the client that asks for it, its internal id; empty when no client is known
     * @param policy   the realm's e-mail code policy
     * @param limits   the server's limits
     * @return one unit each of the rates of the user, the address and the client address; where the message costs money
     *         also of the client, of the address's group and of the realm, unless it takes those {@link #whenItLeaves}
     */
    public static List<RateDemand> demands(OtpRequest request, OtpChannel channel, String clientId,
            EmailOtpPolicy policy, Limits limits) {
        ChallengeBinding binding = request.binding();
        String user = user(request);
        String address = MailAddress.key(binding.address());
        List<RateDemand> demands = new ArrayList<>();
        demands.add(demand(request, new RateLimit("send-user-hour", policy.sendsPerHour(), HOUR), user));
        demands.add(demand(request, limits, Limit.SEND_USER_DAY, DAY, user));
        demands.add(demand(request, limits, Limit.SEND_ADDRESS_HOUR, HOUR,
                request.afterFirstFactor() ? space(request) + address : "unauthenticated:" + address));
        if (request.afterFirstFactor()) {
            demands.add(demand(request, limits, Limit.SEND_IP_HOUR_AFTER_FACTOR, HOUR, request.clientAddress()));
        } else {
            demands.add(demand(request, limits, Limit.SEND_IP_MINUTE, MINUTE, request.clientAddress()));
            demands.add(demand(request, limits, Limit.SEND_IP_HOUR, HOUR, request.clientAddress()));
        }
        if (channel.cost() == MessageCost.PAID) {
            demands.addAll(paid(request, channel, limits));
            if (!mayBeDecoy(request)) {
                demands.addAll(shared(request, channel, clientId, limits));
            }
        } else if (!request.afterFirstFactor()) {
            // behind a password mails go on, whatever others have asked for
            unanswered(request, channel, limits).ifPresent(demands::add);
        }
        return demands;
    }

    /** Each channel has rates of its own, so that a user whom no text is sent any more can still have a mail. */
    private static String user(OtpRequest request) {
        ChallengeBinding binding = request.binding();
        String user = request.afterFirstFactor()
                ? space(request) + binding.userId()
                : request.budget().id() + ':' + request.subject();
        return binding.channel().equals(MailDelivery.CHANNEL) ? user : binding.channel() + ':' + user;
    }

    private static List<RateDemand> paid(OtpRequest request, OtpChannel channel, Limits limits) {
        String address = request.binding().address();
        String space = channel.id() + ':' + space(request);
        return List.of(
                demand(request, limits, Limit.PAID_USER_DAY, DAY, user(request)),
                demand(request, limits, Limit.PAID_ADDRESS_HOUR, HOUR, space + address),
                demand(request, limits, Limit.PAID_ADDRESS_DAY, DAY, space + address),
                demand(request, limits, Limit.PAID_IP_HOUR, HOUR, space + request.clientAddress()),
                demand(request, limits, Limit.PAID_IP_DAY, DAY, space + request.clientAddress()));
    }

    /** What messages to many addresses, of many requesters, take from. */
    private static List<RateDemand> shared(OtpRequest request, OtpChannel channel, String clientId, Limits limits) {
        String group = channel.group(request.binding().address());
        String space = channel.id() + ':' + space(request);
        return List.of(
                demand(request, limits, Limit.PAID_CLIENT_HOUR, HOUR, space + clientId),
                demand(request, limits, Limit.PAID_CLIENT_DAY, DAY, space + clientId),
                demand(request, limits, Limit.PAID_GROUP_HOUR, HOUR, space + group),
                demand(request, limits, Limit.PAID_GROUP_DAY, DAY, space + group),
                unansweredPaid(request, channel, limits),
                demand(request, limits, Limit.PAID_REALM_HOUR, HOUR, space),
                demand(request, limits, Limit.PAID_REALM_DAY, DAY, space));
    }

    /**
     * @param request  the request for the code
     * @param channel  the channel by which it is sent
     * @param clientId the client that asks for it, its internal id; empty when no client is known
     * @param limits   the server's limits
     * @return what the message takes from when it is handed over, beside {@link #demands}: to an address of no account
     *         no message leaves, and a requester who types such addresses must not use up what those of accounts need.
     *         Empty where the request has taken it
     */
    public static List<RateDemand> whenItLeaves(OtpRequest request, OtpChannel channel, String clientId,
            Limits limits) {
        return channel.cost() == MessageCost.PAID && mayBeDecoy(request)
                ? shared(request, channel, clientId, limits)
                : List.of();
    }

    /** Of a sign-up, and to an address that is being set, a message leaves in any case. */
    private static boolean mayBeDecoy(OtpRequest request) {
        Purpose purpose = request.binding().purpose();
        return purpose == Purpose.FIRST_FACTOR || purpose == Purpose.PASSWORD_RESET;
    }

    /**
     * @param realm         the account's realm
     * @param userId        the account, to which Keycloak is about to mail a link for an unauthenticated requester
     * @param address       its address
     * @param clientAddress the key of rate limits by client address
     * @param limits        the server's limits
     * @return one unit each of the rates of such a mail; of user and address apart from those of mails with codes
     */
    public static List<RateDemand> ofLink(RealmModel realm, String userId, String address, String clientAddress,
            Limits limits) {
        String space = "link-identity:";
        return List.of(
                new RateDemand(new RateLimit("send-user-hour", LINKS_PER_HOUR, HOUR), realm.getId(), space + userId),
                demand(realm, limits, Limit.SEND_USER_DAY, DAY, space + userId),
                demand(realm, limits, Limit.SEND_ADDRESS_HOUR, HOUR, space + MailAddress.key(address)),
                demand(realm, limits, Limit.SEND_IP_MINUTE, MINUTE, clientAddress),
                demand(realm, limits, Limit.SEND_IP_HOUR, HOUR, clientAddress));
    }

    /**
     * @param realm   the realm that sends
     * @param channel the channel, whose messages cost money
     * @param userId  the account
     * @param kind    what the message tells: one that a user causes often suppresses no other
     * @param address an address that the account has proven
     * @param limits  the server's limits
     * @return one unit each of the rates of a message without a code, which no user asks for and none answers
     */
    public static List<RateDemand> ofNotice(RealmModel realm, OtpChannel channel, String userId, NotificationKind kind,
            String address, Limits limits) {
        String space = channel.id() + ":notice:";
        String account = space + kind.id() + ':' + userId;
        return List.of(
                demand(realm, limits, Limit.NOTIFICATION_KIND_HOUR, HOUR, account),
                demand(realm, limits, Limit.NOTIFICATION_KIND_DAY, DAY, account),
                demand(realm, limits, Limit.PAID_ADDRESS_HOUR, HOUR, space + address),
                demand(realm, limits, Limit.PAID_ADDRESS_DAY, DAY, space + address),
                demand(realm, limits, Limit.PAID_GROUP_HOUR, HOUR, space + channel.group(address)),
                demand(realm, limits, Limit.PAID_GROUP_DAY, DAY, space + channel.group(address)),
                demand(realm, limits, Limit.PAID_REALM_HOUR, HOUR, space),
                demand(realm, limits, Limit.PAID_REALM_DAY, DAY, space));
    }

    /**
     * Of words that users send to prove a number: as many as of messages that cost money, although each costs nothing.
     * Each answers whether an account holds the number, to a requester who forges texts.
     *
     * @param realm  the account's realm
     * @param userId the account that proves a number by sending a text
     * @param limits the server's limits
     * @return one unit of the words that it is given
     */
    public static List<RateDemand> ofWord(RealmModel realm, String userId, Limits limits) {
        return List.of(demand(realm, limits, Limit.PAID_USER_DAY, DAY, WORD + "user:" + userId));
    }

    /**
     * As {@link #ofWord}, of a sign-up, whose account is a new one each time.
     *
     * @param realm         the realm
     * @param number        the number that was typed, in the form of E.164
     * @param clientAddress the key of rate limits by client address
     * @param limits        the server's limits
     * @return one unit each of the words for the number and for the client address
     */
    public static List<RateDemand> ofSignUpWord(RealmModel realm, String number, String clientAddress, Limits limits) {
        return List.of(demand(realm, limits, Limit.PAID_USER_DAY, DAY, WORD + "number:" + number),
                demand(realm, limits, Limit.PAID_IP_HOUR, HOUR, WORD + clientAddress));
    }

    /**
     * @param request the request for the code
     * @param channel the channel by which it is sent
     * @param limits  the server's limits
     * @return one unit of the messages to the address's range whose codes are not entered; empty where nothing is
     *         watched
     */
    public static Optional<RateDemand> unanswered(OtpRequest request, OtpChannel channel, Limits limits) {
        if (channel.cost() == MessageCost.PAID) {
            return Optional.of(unansweredPaid(request, channel, limits));
        }
        return limits.get(request.realm(), Limit.SEND_UNANSWERED_GROUP_DAY) == 0
                ? Optional.empty()
                : Optional.of(
                        demand(request, limits, Limit.SEND_UNANSWERED_GROUP_DAY, DAY,
                                channel.id() + ':' + channel.range(request.binding().address())));
    }

    private static RateDemand unansweredPaid(OtpRequest request, OtpChannel channel, Limits limits) {
        return demand(request, limits, Limit.PAID_UNANSWERED_GROUP_DAY, DAY,
                channel.id() + ':' + space(request) + channel.range(request.binding().address()));
    }

    /**
     * @param request the request for the code
     * @param channel the channel by which it was sent
     * @param limits  the server's limits
     * @return how many messages to the range a code that is entered makes up for, 1 or more
     */
    public static int answerWorth(OtpRequest request, OtpChannel channel, Limits limits) {
        return limits.get(request.realm(), channel.cost() == MessageCost.PAID
                ? Limit.PAID_ANSWER_GROUP_WORTH : Limit.SEND_ANSWER_GROUP_WORTH);
    }

    /**
     * @param limit a rate that has refused a message
     * @return why, for events
     */
    public static AuditReason reason(RateLimit limit) {
        return UNANSWERED.contains(limit.name())
                ? AuditReason.RANGE_UNANSWERED
                : AuditReason.EXCESS_RATE_LIMIT_EXCEEDED;
    }

    /**
     * Separates the rates of addresses that are not proven yet, and of requesters who have proven nothing in this
     * sign-in, from those of second factors.
     */
    private static String space(OtpRequest request) {
        return switch (request.binding().purpose()) {
            case NEW_ADDRESS -> "new:";
            case FIRST_FACTOR, SIGN_UP, PASSWORD_RESET -> request.budget().id() + ':';
            case SECOND_FACTOR, VERIFY_EMAIL -> request.sessionAlone() ? "session:" : "";
        };
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
        return demand(request.realm(), limits, limit, period, key);
    }

    private static RateDemand demand(OtpRequest request, RateLimit rate, String key) {
        return new RateDemand(rate, request.realm().getId(), key);
    }

    private static RateDemand demand(RealmModel realm, Limits limits, Limit limit, Duration period, String key) {
        return new RateDemand(new RateLimit(limit.setting().name(), limits.get(realm, limit), period), realm.getId(),
                key);
    }
}
