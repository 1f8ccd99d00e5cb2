package dev.latchkey.sms.gateway;

import dev.latchkey.sms.GatewaySetting;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;


/**
 * The HTTP gateway's settings. Templates hold placeholders, see {@link Template}.
 *
 * @param url         template of the URL
 * @param headers     templates of the values of further headers, by their names
 * @param contentType media type of the body
 * @param body        template of the body
 * @param accepted    what the body of an answer must contain for the text to count as accepted; empty where the status
 *                    alone decides
 * @param timeout     longest time of one request
 */
record HttpGatewayConfig(Template url, Map<String, Template> headers, String contentType, Template body,
        Optional<Pattern> accepted, Duration timeout) {

    private static final Pattern LINES = Pattern.compile("\\R|\\s*\\|\\|\\s*");

    /**
     * @param url         as configured
     * @param headers     lines {@code Name: value}, separated by line breaks or by {@code ||}; null for none
     * @param contentType as configured
     * @param body        as configured
     * @param accepted    a regular expression; null for none
     * @param timeout     seconds; null for the default
     * @return the settings
     * @throws IllegalArgumentException if the URL is not https, unless its host is this machine, or a header or number
     *                                  cannot be read; the message repeats no value
     */
    static HttpGatewayConfig of(String url, String headers, String contentType, String body, String accepted,
            String timeout) {
        requireSafe(url);
        Map<String, Template> values = new LinkedHashMap<>();
        for (String line : LINES.split(headers == null ? "" : headers)) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                if (colon < 1) {
                    throw new IllegalArgumentException("A header of the gateway is no 'Name: value'");
                }
                values.put(line.substring(0, colon).strip(),
                        new Template(line.substring(colon + 1).strip(), Template.Escape.HEADER));
            }
        }
        return new HttpGatewayConfig(new Template(url, Template.Escape.URL), values, contentType,
                new Template(body, Template.Escape.of(contentType)),
                Optional.ofNullable(accepted).map(Pattern::compile),
                Duration.ofSeconds(GatewaySetting.TIMEOUT_SECONDS.setting().value(timeout)));
    }

    private static void requireSafe(String url) {
        URI fixed = URI.create(url.replaceAll("\\{[^}]*}", "0"));
        boolean https = "https".equalsIgnoreCase(fixed.getScheme()) && fixed.getHost() != null;
        if (fixed.getUserInfo() != null || !https && !("http".equalsIgnoreCase(fixed.getScheme()) && isHere(fixed))) {
            throw new IllegalArgumentException("The gateway's URL must begin with https and hold no password");
        }
    }

    private static boolean isHere(URI url) {
        try {
            return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Leaves out the templates, which may hold secrets. */
    @Override
    public String toString() {
        return "HttpGatewayConfig";
    }
}
