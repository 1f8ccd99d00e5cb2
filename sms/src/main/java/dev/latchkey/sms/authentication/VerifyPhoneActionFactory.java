package dev.latchkey.sms.authentication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import dev.latchkey.signin.account.ConditionalAction;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.SmsSetting;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** Offers {@link VerifyPhoneAction}; its configuration is the realm's text-message policy. */
public final class VerifyPhoneActionFactory
        implements RequiredActionFactory, ConditionalAction, PlainFactory<RequiredActionProvider> {

    private final VerifyPhoneAction action = new VerifyPhoneAction();

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return action;
    }

    /** Where no text can be sent, no user can comply: a demand waits until the administrator has set texts up. */
    @Override
    public boolean applies(KeycloakSession session, RealmModel realm, UserModel user) {
        return SmsPolicy.sendsAtAll(session, realm);
    }

    /** The proof of the mailbox, which comes before, is demanded by itself. */
    @Override
    public boolean appliesIn(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return applies(session, authSession.getRealm(), user)
                && UnprovenSignIn.maySetAddress(session, authSession, user);
    }

    @Override
    public String getId() {
        return SmsPolicy.ACTION;
    }

    @Override
    public String getDisplayText() {
        return "Latchkey: verify phone number by code";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        List<ProviderConfigProperty> properties = new ArrayList<>(MAX_AUTH_AGE_CONFIG_PROPERTIES);
        properties.add(new ProviderConfigProperty(SmsPolicy.COUNTRIES, "Countries",
                "ISO 3166 codes, separated by commas, of the countries to whose numbers texts are sent. None: no texts "
                        + "are sent.", ProviderConfigProperty.STRING_TYPE, ""));
        properties.add(choice());
        properties.add(new ProviderConfigProperty(SmsPolicy.HOME_COUNTRY, "Home country",
                "ISO 3166 code of the country whose numbers may be typed without country code. None: every number is "
                        + "typed with it.", ProviderConfigProperty.STRING_TYPE, ""));
        properties.add(new ProviderConfigProperty(SmsPolicy.RESETS, "Reset by phone",
                "Whether a code to a number that names an account may reset its password. Never that of an account "
                        + "with an e-mail address or a stronger factor. Experimental, as 'Identifier' is.",
                ProviderConfigProperty.BOOLEAN_TYPE, "false"));
        properties.add(new ProviderConfigProperty(SmsPolicy.SERVICE_NUMBER, "Service number",
                "Number to which users may send a text to prove theirs, where no account has proven it. The number of "
                        + "a sender can be forged: a number that is proven so is no factor and resets no password, "
                        + "and names an account that was signed up by it alone. None: numbers are proven by codes "
                        + "alone.",
                ProviderConfigProperty.STRING_TYPE, ""));
        properties.add(new ProviderConfigProperty(SmsPolicy.SIGN_UP_BY_SENDING, "Sign-up by sending a text",
                "Whether users who sign up by a number may send a text to the service number in place of getting a "
                        + "code. Somebody who forges a sender's number can make an account for a number that no "
                        + "account holds; a code to it takes the number over. Experimental, as 'Identifier' is.",
                ProviderConfigProperty.BOOLEAN_TYPE, "false"));
        for (SmsSetting setting : SmsSetting.values()) {
            properties.add(setting.setting().property());
        }
        properties.add(new ProviderConfigProperty(SmsPolicy.SWAPPED_ALONE, "Swapped SIM cards count alone",
                "Whether a number whose SIM card was swapped lately, or is not known, is still a second factor of an "
                        + "account with nothing stronger.", ProviderConfigProperty.BOOLEAN_TYPE, "false"));
        return properties;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        RequiredActionFactory.super.validateConfig(session, realm, model);
        for (SmsSetting smsSetting : SmsSetting.values()) {
            NumberSetting setting = smsSetting.setting();
            try {
                setting.parse(model.getConfigValue(setting.name()));
            } catch (NumberSetting.InvalidSettingException e) {
                throw new ValidationException(new ValidationError(getId(), setting.name(),
                        "error-number-out-of-range", setting.min(), setting.max()));
            }
        }
        validate(SmsPolicy.COUNTRIES, model, SmsPolicy::countries);
        validate(AccountIdentifier.KEY, model, AccountIdentifier::of);
        validate(SmsPolicy.HOME_COUNTRY, model, SmsPolicy::homeCountry);
        validate(SmsPolicy.SERVICE_NUMBER, model, SmsPolicy::serviceNumber);
    }

    private void validate(String key, RequiredActionConfigModel model, Function<String, ?> reader) {
        try {
            reader.apply(model.getConfigValue(key));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(new ValidationError(getId(), key, "error-invalid-value"));
        }
    }

    private static ProviderConfigProperty choice() {
        ProviderConfigProperty choice = new ProviderConfigProperty(AccountIdentifier.KEY, "Identifier",
                "Whether proven numbers name accounts, at sign-in and sign-up: no (email), in place of e-mail "
                        + "addresses (phone), or beside them (either). Experimental: ignored unless the operator sets "
                        + "the server option spi-latchkey-phone--text--experimental.",
                ProviderConfigProperty.LIST_TYPE, AccountIdentifier.EMAIL.id());
        choice.setOptions(Arrays.stream(AccountIdentifier.values()).map(AccountIdentifier::id).toList());
        return choice;
    }
}
