package dev.latchkey.sms.channel;

import java.time.Duration;

import dev.latchkey.mail.Delivery;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.mail.MailNames;
import dev.latchkey.sms.Text;
import dev.latchkey.sms.TextMessage;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The text to the owner of an account, in place of a code, that its number was used for a sign-up. */
public final class AccountExistsText {

    private static final String SENTENCE = "latchkeyExistsSubject";
    private static final Duration VALIDITY = Duration.ofMinutes(10);

    private AccountExistsText() {
    }

    /**
     * @param session the request's session
     * @param message the request, with the owner
     * @return the text
     * @throws MessageNotComposedException if it cannot be written
     */
    public static Delivery of(KeycloakSession session, OtpMessage message) throws MessageNotComposedException {
        RealmModel realm = message.request().realm();
        String sentence = TextSentence.of(session, realm, message.user(), SENTENCE, MailNames.realm(realm));
        SmsChannel channel = (SmsChannel) OtpChannels.named(session, SmsChannelFactory.ID);
        return channel.notice(new Text(message.request().binding().address(), TextMessage.shortened(sentence),
                VALIDITY), TextUse.UNPROVEN);
    }
}
