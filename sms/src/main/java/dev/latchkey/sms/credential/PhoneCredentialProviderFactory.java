package dev.latchkey.sms.credential;

import dev.latchkey.credential.console.ConsoleCredentialProvider;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SmsPolicy;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.models.KeycloakSession;

/**
 * Shows the proven telephone number of a user in Keycloak's consoles, masked. The number is a factor only while this
 * credential exists, so that deleting it ends that at once. The account console offers to prove a number.
 */
public final class PhoneCredentialProviderFactory implements CredentialProviderFactory<ConsoleCredentialProvider> {

    @Override
    public CredentialProvider<?> create(KeycloakSession session) {
        return new ConsoleCredentialProvider(session, PhoneOfUser.PROOF, CredentialTypeMetadata.Category.TWO_FACTOR,
                "latchkeyPhoneLabel", "latchkey-sms-otp-help-text", SmsPolicy.ACTION);
    }

    @Override
    public String getId() {
        return PhoneOfUser.PROOF;
    }
}
