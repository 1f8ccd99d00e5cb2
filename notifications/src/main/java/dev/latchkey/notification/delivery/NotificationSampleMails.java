package dev.latchkey.notification.delivery;

import java.util.Arrays;
import java.util.List;

import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.mail.sample.SampleMail;
import dev.latchkey.mail.sample.SampleMails;
import dev.latchkey.mail.sample.SampleRequest;

/** The notifications with sample data. */
public final class NotificationSampleMails implements SampleMails {

    /** Masked, as the old mailbox gets to see the new address. */
    private static final String NEW_ADDRESS = "n•••w@m•••l.example";
    private static final String NEW_NUMBER = "+49 ••• 89";
    private static final String REASON = "new-country";
    private static final String FACTOR = "password";

    @Override
    public List<SampleMail> mails() {
        return Arrays.stream(NotificationKind.values()).map(kind -> new SampleMail(kind.id(), request ->
                NotificationMail.content(request.realm(), kind, name(kind), request.origin()))).toList();
    }

    private static String name(NotificationKind kind) {
        return switch (kind) {
            case DEVICE_TRUSTED, DEVICE_COPIED -> SampleRequest.DEVICE;
            case CODE_ISSUED, CODE_COPIED -> SampleRequest.CLIENT;
            case FACTOR_CHANGED -> FACTOR;
            case ADDRESS_CHANGED -> NEW_ADDRESS;
            case PHONE_CHANGED, PHONE_TAKEN -> NEW_NUMBER;
            case NEW_COUNTRY -> REASON;
            case NEW_DEVICE, RISKY_REFUSED, ACCOUNT_LOCKED, SUCCESS_AFTER_FAILURES -> "";
        };
    }
}
