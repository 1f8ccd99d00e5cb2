package dev.latchkey.sms.channel;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.mail.Delivery;
import dev.latchkey.otp.MessageCost;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.mail.DomainBoundCode;
import dev.latchkey.otp.mail.MailNames;
import dev.latchkey.sms.PhoneNumbers;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SimSwapRule;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.Text;
import dev.latchkey.sms.TextMessage;
import dev.latchkey.sms.TextReference;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Sends codes to the telephone number of the account, in texts of one segment. */
final class SmsChannel implements OtpChannel {

    /** The longest life of a code: a text that comes later helps no one. */
    private static final Duration VALIDITY = Duration.ofMinutes(10);

    /** Of private use: stands for the realm's name until it is known how much of it fits. */
    private static final String NAME = "\uE000";

    private final KeycloakSession session;
    private final MoneyBudget budget;

    SmsChannel(KeycloakSession session, MoneyBudget budget) {
        this.session = session;
        this.budget = budget;
    }

    @Override
    public String id() {
        return SmsChannelFactory.ID;
    }

    @Override
    public Optional<String> address(RealmModel realm, UserModel user) {
        return new PhoneOfUser(session, realm, user).number().filter(number -> SmsPolicy.sends(session, realm, number));
    }

    @Override
    public boolean isFactor(RealmModel realm, UserModel user) {
        SmsPolicy policy = SmsPolicy.of(realm);
        // the network is asked last, and of a number that would count
        return address(realm, user)
                .filter(number -> new PhoneOfUser(session, realm, user).isFactor(policy.newNumberTime()))
                .filter(number -> new SimSwapRule(session, policy).allows(user, number))
                .isPresent();
    }

    @Override
    public boolean stillProven(RealmModel realm, UserModel user, String address) {
        return new PhoneOfUser(session, realm, user).provenNumber().equals(Optional.of(address));
    }

    @Override
    public String masked(String address) {
        return PhoneNumbers.masked(address);
    }

    @Override
    public MessageCost cost() {
        return MessageCost.PAID;
    }

    @Override
    public String group(String address) {
        return PhoneNumbers.block(address);
    }

    @Override
    public String range(String address) {
        return PhoneNumbers.range(address);
    }

    @Override
    public Optional<Long> moneySpentUntil(OtpRequest request) {
        return budget.spentUntil(session, request.realm(), request.binding().address(), use(request));
    }

    /**
     * Writes a notice, which holds no code.
     *
     * @param text the notice
     * @param use  what it may spend
     * @return it, to be paid for as a code is
     */
    Delivery notice(Text text, TextUse use) {
        return new TextDelivery(session.getProvider(SmsGateway.class).server(), text, use, budget);
    }

    private static TextUse use(OtpRequest request) {
        return TextUse.of(request.binding().purpose());
    }

    /** What the code does, so that its reader is not talked into reading out one that does something else. */
    private static String sentence(Purpose purpose) {
        return switch (purpose) {
            case FIRST_FACTOR, SECOND_FACTOR -> "latchkeyTextCode";
            case PASSWORD_RESET -> "latchkeyTextCodeReset";
            case SIGN_UP, VERIFY_EMAIL, NEW_ADDRESS -> "latchkeyTextCodeNumber";
        };
    }

    @Override
    public boolean holdsLinks() {
        return false;
    }

    @Override
    public Delivery write(OtpMessage message) throws MessageNotComposedException {
        String code = message.code().code().orElseThrow();
        Optional<URI> base = FrontendUrl.fixed(session);
        RealmModel realm = message.request().realm();
        String sentence = TextSentence.of(session, realm, message.user(),
                sentence(message.request().binding().purpose()), code, NAME);
        List<String> lines = Stream.of(AppHash.of(message.authSession().getClient()),
                base.flatMap(address -> DomainBoundCode.line(address, code))).flatMap(Optional::stream).toList();
        String body = TextMessage.of(name -> sentence.replace(NAME, name), MailNames.realm(realm), code, lines);
        SmsGateway gateway = session.getProvider(SmsGateway.class);
        return new TextDelivery(gateway.server(), new Text(message.request().binding().address(), body, VALIDITY,
                Optional.of(new TextReference(realm.getId(), message.code().challengeId(), message.code().sentAt()))),
                use(message.request()), budget);
    }

    @Override
    public void close() {
    }
}
