package dev.latchkey.sms.identity;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.PhoneIdentifiersFactory;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Creates the provider of numbers that are proven by texts; reads {@code spi-latchkey-phone--text--experimental},
 * without which numbers name no accounts on this server.
 */
public final class SmsPhoneIdentifiersFactory implements PhoneIdentifiersFactory {

    private static final Logger LOG = Logger.getLogger(SmsPhoneIdentifiersFactory.class);
    private static final String EXPERIMENTAL = "experimental";

    private ExperimentalNumbers experimental = new ExperimentalNumbers(false);

    @Override
    public void init(Config.Scope config) {
        experimental = new ExperimentalNumbers(config.getBoolean(EXPERIMENTAL, false));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (experimental.on()) {
            LOG.warnf("%s=true: telephone numbers may name accounts and reset passwords, where a realm has it so. "
                    + "Known weaknesses are open: see SECURITY.md", ExperimentalNumbers.OPTION);
        }
    }

    @Override
    public PhoneIdentifiers create(KeycloakSession session) {
        return new SmsPhoneIdentifiers(session, experimental);
    }

    @Override
    public String getId() {
        return "text";
    }
}
