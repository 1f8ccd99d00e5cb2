package dev.latchkey.sms;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.common.settings.PolicyReader;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.signin.account.DueActions;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;

/**
 * The realm's text-message policy: the configuration of the required action {@value #ACTION}. A realm import does not
 * validate it, so every read does.
 *
 * @param countries     ISO 3166 codes of the countries to whose numbers texts are sent; none until they are listed
 * @param newNumberTime how long a new number is no second factor of an account with something stronger
 * @param simSwapTime   how long a number is no second factor after its SIM card was swapped; zero asks no network
 * @param swappedAlone  whether it is one nonetheless for an account with nothing stronger
 * @param identifier    whether proven numbers name accounts
 * @param homeCountry   ISO 3166 code of the country whose numbers may be typed without country code, wherever a
 *                      number is typed; empty for none
 * @param resets        whether a code to a number that names an account may reset its password
 * @param serviceNumber the number to which users may send a text to prove theirs; empty where they may not
 * @param signUpBySending whether users who sign up by a number may send that text
 */
public record SmsPolicy(Set<String> countries, Duration newNumberTime, Duration simSwapTime, boolean swappedAlone,
        AccountIdentifier identifier, Optional<String> homeCountry, boolean resets,
        Optional<String> serviceNumber, boolean signUpBySending) {

    /** Id of the required action whose configuration the policy is. */
    public static final String ACTION = AddressProof.PHONE_ACTION;
    /** Configuration key of {@link #countries}: codes, separated by commas. */
    public static final String COUNTRIES = "countries";
    /** Configuration key of {@link #homeCountry}. */
    public static final String HOME_COUNTRY = "home_country";
    /** Configuration key of {@link #resets}; off by default. */
    public static final String RESETS = "reset_by_phone";

    /** Configuration key of {@link #serviceNumber}; off by default. */
    public static final String SERVICE_NUMBER = "service_number";

    /** Configuration key of {@link #signUpBySending}; off by default. */
    public static final String SIGN_UP_BY_SENDING = "sign_up_by_sending";

    /** Configuration key of {@link #swappedAlone}: {@code true} or {@code false}. */
    public static final String SWAPPED_ALONE = "sim_swap_alone";

    private static final Pattern SERVICE = Pattern.compile("\\+[1-9][0-9]{6,14}|[0-9]{3,8}");

    /** Makes an immutable copy of the countries. */
    public SmsPolicy {
        countries = Set.copyOf(countries);
    }

    /**
     * @param realm the realm
     * @return its policy; without any country where nothing is configured
     */
    public static SmsPolicy of(RealmModel realm) {
        RequiredActionConfigModel config = realm.getRequiredActionConfigByAlias(ACTION);
        return of(config == null || config.getConfig() == null ? Map.of() : config.getConfig());
    }

    static SmsPolicy of(Map<String, String> config) {
        PolicyReader reader = new PolicyReader("text-message policy", config);
        return new SmsPolicy(reader.value(COUNTRIES, SmsPolicy::countries, Set.of()),
                Duration.ofDays(reader.number(SmsSetting.NEW_NUMBER_DAYS.setting())),
                Duration.ofDays(simSwapDays(reader, SmsSetting.SIM_SWAP_DAYS.setting())),
                Boolean.parseBoolean(reader.text(SWAPPED_ALONE)),
                reader.value(AccountIdentifier.KEY, AccountIdentifier::of, AccountIdentifier.EMAIL),
                reader.value(HOME_COUNTRY, SmsPolicy::homeCountry, Optional.empty()),
                Boolean.parseBoolean(reader.text(RESETS)),
                reader.value(SERVICE_NUMBER, SmsPolicy::serviceNumber, Optional.empty()),
                Boolean.parseBoolean(reader.text(SIGN_UP_BY_SENDING)));
    }

    /** The default asks nothing: in place of a value that is not allowed stands the strictest one. */
    private static int simSwapDays(PolicyReader reader, NumberSetting setting) {
        return reader.value(setting.name(), setting::value, setting.max());
    }

    /**
     * @param list codes of countries, separated by commas; null or blank for none
     * @return the codes in capital letters
     * @throws IllegalArgumentException if one is no country with telephone numbers; the message does not repeat it
     */
    public static Set<String> countries(String list) {
        Set<String> countries = Arrays.stream(list == null ? new String[0] : list.split(","))
                .map(code -> code.strip().toUpperCase(Locale.ROOT)).filter(code -> !code.isEmpty())
                .collect(Collectors.toSet());
        if (!countries.stream().allMatch(PhoneNumbers::isCountry)) {
            throw new IllegalArgumentException(COUNTRIES + " must be ISO 3166 codes, separated by commas");
        }
        return countries;
    }

    /**
     * @param code the code of a country; null or blank for none
     * @return the code in capital letters
     * @throws IllegalArgumentException if it is no country with telephone numbers; the message does not repeat it
     */
    public static Optional<String> homeCountry(String code) {
        Set<String> one = countries(code);
        if (one.size() > 1) {
            throw new IllegalArgumentException(HOME_COUNTRY + " must be one ISO 3166 code");
        }
        return one.stream().findFirst();
    }

    /**
     * @param number a number with its country code, or a short number of a network; null or blank for none
     * @return it
     * @throws IllegalArgumentException if it is neither; the message does not repeat it
     */
    public static Optional<String> serviceNumber(String number) {
        String read = number == null ? "" : number.strip();
        if (!read.isEmpty() && !SERVICE.matcher(read).matches()) {
            throw new IllegalArgumentException(
                    SERVICE_NUMBER + " must be a plus and up to 15 digits, or 3 to 8 digits");
        }
        return Optional.of(read).filter(text -> !text.isEmpty());
    }

    /**
     * @param realm the realm
     * @return whether its users can be asked to prove a number: the required action is on
     */
    public static boolean isOn(RealmModel realm) {
        return DueActions.isEnabled(realm, ACTION);
    }

    /**
     * @param realm the realm
     * @return whether the required action is there, on or off: accounts may have proven numbers
     */
    public static boolean isKnown(RealmModel realm) {
        return realm.getRequiredActionProviderByAlias(ACTION) != null;
    }

    /**
     * @param typed a number as users type it, also without country code where the policy names their country
     * @return it in the form of E.164, where texts may be sent to it
     */
    public Optional<String> read(String typed) {
        return PhoneNumbers.mobile(typed, homeCountry).filter(this::allows);
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param number  a number in the form of E.164
     * @return whether a text would be sent to it now: the server has a gateway, and the policy allows it
     */
    public static boolean sends(KeycloakSession session, RealmModel realm, String number) {
        return session.getProvider(SmsGateway.class) != null && of(realm).allows(number);
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @return whether a text could be sent to any number: the server has a gateway, and the policy lists a country
     */
    public static boolean sendsAtAll(KeycloakSession session, RealmModel realm) {
        return session.getProvider(SmsGateway.class) != null && !of(realm).countries().isEmpty();
    }

    /**
     * @param number a number in the form of E.164
     * @return whether texts may be sent to it: it is one of a mobile phone, in an allowed country
     */
    public boolean allows(String number) {
        return PhoneNumbers.mobile(number).flatMap(PhoneNumbers::country).filter(countries::contains).isPresent();
    }
}
