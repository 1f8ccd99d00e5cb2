package dev.latchkey.otp.mail;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The last line of a message with a code, which binds the code to a domain: browsers offer it there and nowhere else
 * (WICG, "Origin-bound one-time codes delivered via SMS"; mail programs read it in mails too).
 */
public final class DomainBoundCode {

    private static final Pattern DOMAIN = Pattern.compile("(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private DomainBoundCode() {
    }

    /**
     * @param base base address of the server on which the code is entered
     * @param code the code
     * @return the line; empty when the host is not a domain, such as an IP address
     */
    public static Optional<String> line(URI base, String code) {
        return Optional.ofNullable(base.getHost()).map(host -> host.toLowerCase(Locale.ROOT))
                .filter(host -> DOMAIN.matcher(host).matches())
                .map(host -> '@' + host + " #" + code);
    }
}
