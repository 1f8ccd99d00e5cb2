package dev.latchkey.mail.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.latchkey.common.keys.MacMessage;
import org.keycloak.email.EmailAuthenticator.AuthenticatorType;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.utils.EmailValidationUtil;
import org.keycloak.utils.SMTPUtil;

/**
 * The mail settings of a realm, read as Keycloak's own sender reads them, but for two: {@code debug} is ignored,
 * because the mail library would write whole mails to standard output, codes and links included; and where
 * {@code starttls} is set, no mail leaves without TLS.
 *
 * @param values names and values as Keycloak stores them
 */
public record SmtpSettings(Map<String, String> values) {

    private static final Set<String> NAMES = Set.of("host", "port", "from", "fromDisplayName", "replyTo",
            "replyToDisplayName", "envelopeFrom", "ssl", "starttls", "auth", "authType", "user", "password",
            "authTokenUrl", "authTokenScope", "authTokenClientId", "authTokenClientSecret", "debug",
            "connectionTimeout", "timeout", "writeTimeout", EmailSenderProvider.CONFIG_ALLOW_UTF8);
    private static final String MILLIS = "10000";
    private static final int ASCII = 128;

    /** @return the setting; null without one */
    String get(String name) {
        return values.get(name);
    }

    private boolean is(String name) {
        return "true".equals(values.get(name));
    }

    /** @return whether the setting is there and not blank */
    boolean has(String name) {
        String value = values.get(name);
        return value != null && !value.isBlank();
    }

    /**
     * @return whether there is no setting but those that this class reads: another Keycloak may have more, and its own
     *         sender reads them
     */
    boolean isUnderstood() {
        return NAMES.containsAll(values.keySet()) && (!is("auth") || Stream.of(AuthenticatorType.values())
                .anyMatch(type -> type.name().equalsIgnoreCase(values.getOrDefault("authType", "basic"))));
    }

    /** @return whether connections are encrypted, from the beginning or where the server offers it */
    boolean hasTls() {
        return is("ssl") || is("starttls");
    }

    /** @return host and port, to tell mail servers apart */
    public String server() {
        return values.get("host") + ':' + values.get("port");
    }

    /**
     * @param realmId the realm: of two realms, a name of a secret in the vault may mean different ones
     * @return hash of all settings, so that a connection is used only with those that it was opened with
     */
    String fingerprint(String realmId) {
        Stream<String> fields = new TreeMap<>(values).entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), String.valueOf(entry.getValue())));
        return MacMessage.of(Stream.concat(Stream.of(realmId), fields).toArray(String[]::new)).sha256();
    }

    /**
     * @return how to authenticate
     * @throws IllegalArgumentException if the settings name no way that Keycloak knows
     */
    AuthenticatorType authentication() {
        return is("auth")
                ? AuthenticatorType.valueOf(values.getOrDefault("authType", "basic").toUpperCase(Locale.ROOT))
                : AuthenticatorType.NONE;
    }

    /**
     * @param address an address as users and administrators write it
     * @return the address as it is sent: the domain in ASCII, unless the realm allows UTF-8
     * @throws EmailException if it is no address, or holds characters that the realm does not allow
     */
    String address(String address) throws EmailException {
        boolean allowed = is(EmailSenderProvider.CONFIG_ALLOW_UTF8);
        String sent = allowed ? address : SMTPUtil.convertIDNEmailAddress(address);
        if (!EmailValidationUtil.isValidEmail(address) || sent == null
                || !allowed && sent.chars().anyMatch(character -> character >= ASCII)) {
            throw new EmailException("Not an address that a mail can be sent to; one with other characters than ASCII "
                    + "before the @ needs 'Allow UTF-8' in the realm's email settings");
        }
        return sent;
    }

    /**
     * @return properties of the mail library, without what it trusts
     * @throws EmailException           if the sender's address is none
     * @throws IllegalArgumentException if the settings name no way to authenticate that Keycloak knows
     */
    Properties properties() throws EmailException {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", String.valueOf(is(EmailSenderProvider.CONFIG_ALLOW_UTF8)));
        // or the library looks the name of this host up, and tells it in the message's id
        properties.setProperty("mail.from", address(get("from")));
        for (String name : List.of("host", "port")) {
            if (values.get(name) != null) {
                properties.setProperty("mail.smtp." + name, values.get(name));
            }
        }
        properties.setProperty("mail.smtp.connectiontimeout", values.getOrDefault("connectionTimeout", MILLIS));
        properties.setProperty("mail.smtp.timeout", values.getOrDefault("timeout", MILLIS));
        properties.setProperty("mail.smtp.writetimeout", values.getOrDefault("writeTimeout", MILLIS));
        if (has("envelopeFrom")) {
            properties.setProperty("mail.smtp.from", get("envelopeFrom"));
        }
        properties.setProperty("mail.smtp.auth", String.valueOf(is("auth")));
        if (authentication() == AuthenticatorType.TOKEN) {
            properties.setProperty("mail.smtp.auth.mechanisms", "XOAUTH2");
        }
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(is("ssl")));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(is("starttls")));
        // or an attacker on the way gets the mail and the password by leaving STARTTLS out of the server's answer
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(is("starttls")));
        return properties;
    }

    /** Never shows the values: they hold secrets. */
    @Override
    public String toString() {
        return "SmtpSettings";
    }
}
