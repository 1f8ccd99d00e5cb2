package dev.latchkey.sms;

import java.util.Optional;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.KeycloakSession;

/** Stores what delivery receipts say, for the page that waits for the text. */
public final class TextReceipts {

    private TextReceipts() {
    }

    /**
     * Stores a final state, once for each text: a receipt that is repeated, comes late or names no text changes
     * nothing.
     *
     * @param session a session
     * @param text    which text
     * @param state   what the receipt says
     * @return whether it was stored
     */
    public static boolean store(KeycloakSession session, TextReference text, ReceiptState state) {
        return status(state).map(status -> session.getProvider(EmailOtpProvider.class)
                .received(text.realmId(), PhoneIdentifiers.CHANNEL, text.challengeId(), text.sentAt(), status))
                .orElse(false);
    }

    private static Optional<DeliveryStatus> status(ReceiptState state) {
        return switch (state) {
            case DELIVERED -> Optional.of(DeliveryStatus.DELIVERED);
            case UNDELIVERED -> Optional.of(DeliveryStatus.BOUNCED);
            case OTHER -> Optional.empty();
        };
    }

    /**
     * @param gateway the id of a gateway of the server
     * @param state   a final state of a text of it
     */
    public static void count(String gateway, ReceiptState state) {
        Meters.count(Meter.TEXT_RECEIPTS, gateway, state);
    }
}
