package dev.latchkey.otp.authentication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PolicySetting;
import dev.latchkey.otp.SignUpCredential;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.signin.account.ConditionalAction;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** Offers {@link VerifyEmailAction}; its configuration is the realm's e-mail code policy. */
public final class VerifyEmailActionFactory
        implements RequiredActionFactory, ConditionalAction, PlainFactory<RequiredActionProvider> {

    private final VerifyEmailAction action = new VerifyEmailAction();

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return action;
    }

    /** A read-only directory may report the action for an address that is verified: it can never be removed. */
    @Override
    public boolean applies(KeycloakSession session, RealmModel realm, UserModel user) {
        return !user.isEmailVerified() || DirectoryWrite.possible(session, realm, user);
    }

    @Override
    public String getId() {
        return EmailOtpPolicy.ACTION;
    }

    @Override
    public String getDisplayText() {
        return "Latchkey: verify e-mail by code";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        List<ProviderConfigProperty> properties = new ArrayList<>(MAX_AUTH_AGE_CONFIG_PROPERTIES);
        for (PolicySetting policySetting : PolicySetting.values()) {
            properties.add(policySetting.setting().property());
        }
        properties.addAll(ProviderConfigurationBuilder.create()
                .property()
                .name(EmailOtpPolicy.LINK_ENABLED)
                .label("Link in the mail")
                .helpText("Whether the mail holds a link besides the code.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue("true")
                .add()
                .property()
                .name(EmailOtpPolicy.NUMBER_MATCHING)
                .label("Link on another device")
                .helpText("Whether a link that is opened in another browser asks for the number that the waiting page "
                        + "shows, when it is a second factor. A user who is called by an attacker can be talked into "
                        + "typing it.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue("false")
                .add()
                .property()
                .name(EmailOtpPolicy.VERIFY_UNVERIFIED)
                .label("Ask every unverified account")
                .helpText("Whether every account whose address is not verified must verify it at its next sign-in.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue("false")
                .add()
                .property()
                .name(EmailOtpPolicy.SIGN_UP_CREDENTIAL)
                .label("Credential of a sign-up")
                .helpText("What a new account signs in with. 'password': the form asks for it. 'password_after_code', "
                        + "'passkey': the user sets it after the code. 'none': the mailed code alone signs in. The "
                        + "form asks for a password where the realm's required actions or browser flow do not allow "
                        + "the choice.")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(Arrays.stream(SignUpCredential.values()).map(SignUpCredential::id).toList())
                .defaultValue(SignUpCredential.PASSWORD.id())
                .add()
                .build());
        return properties;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        RequiredActionFactory.super.validateConfig(session, realm, model);
        for (PolicySetting policySetting : PolicySetting.values()) {
            NumberSetting setting = policySetting.setting();
            try {
                setting.parse(model.getConfigValue(setting.name()));
            } catch (NumberSetting.InvalidSettingException e) {
                throw new ValidationException(new ValidationError(getId(), setting.name(),
                        "error-number-out-of-range", setting.min(), setting.max()));
            }
        }
        try {
            SignUpCredential.of(model.getConfigValue(EmailOtpPolicy.SIGN_UP_CREDENTIAL));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(new ValidationError(getId(), EmailOtpPolicy.SIGN_UP_CREDENTIAL,
                    "error-invalid-value"));
        }
    }
}
