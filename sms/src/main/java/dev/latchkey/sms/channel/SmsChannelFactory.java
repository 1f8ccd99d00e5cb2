package dev.latchkey.sms.channel;

import java.util.Optional;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannelFactory;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.sms.PriceTable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

/**
 * Offers {@link SmsChannel} as {@value #ID}; reads {@code spi-latchkey-otp-channel--sms--prices}, a {@link PriceTable}.
 * A table that cannot be read stops the start: what a text costs would not be known.
 */
public final class SmsChannelFactory implements OtpChannelFactory {

    /** The channel's id. */
    public static final String ID = PhoneIdentifiers.CHANNEL;

    private MoneyBudget budget = new MoneyBudget(Optional.empty());

    @Override
    public void init(Config.Scope scope) {
        budget = new MoneyBudget(Optional.ofNullable(scope.get("prices")).map(PriceTable::of));
    }

    @Override
    public OtpChannel create(KeycloakSession session) {
        return new SmsChannel(session, budget);
    }

    @Override
    public String getId() {
        return ID;
    }
}
