package dev.latchkey.sms.gateway;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import dev.latchkey.sms.GatewaySetting;

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

    private static final Pattern BETWEEN_HEADERS = Pattern.compile("\\s*\\|\\|\\s*");
    /** No value chooses the server, and no name service says what "this machine" is. */
    private static final Pattern SAFE =
            Pattern.compile("(?i:https)://[^/?#@{}]+(?:[/?#].*)?|http://(?:127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?"
                    + "(?:[/?#].*)?");
    private static final UnaryOperator<String> SAMPLE = name -> "0";

    /**
     * @param url         as configured
     * @param headers     {@code Name: value}, several separated by {@code ||}; null for none
     * @param contentType as configured
     * @param body        as configured
     * @param accepted    a regular expression; null for none
     * @param timeout     seconds; null for the default
     * @return the settings
     * @throws IllegalArgumentException if the URL is not https, unless its host is an address of this machine, or
     *                                  something else cannot be used; the message repeats no value
     */
    static HttpGatewayConfig of(String url, String headers, String contentType, String body, String accepted,
            String timeout) {
        if (!SAFE.matcher(url).matches()) {
            throw new IllegalArgumentException("The gateway's URL must begin with https and name a server, and hold no"
                    + " password; http is for 127.0.0.1 and [::1] alone");
        }
        HttpGatewayConfig config = new HttpGatewayConfig(new Template(url, Template.Escape.URL), headers(headers),
                contentType, new Template(body, Template.Escape.of(contentType)),
                Optional.ofNullable(accepted).map(Pattern::compile),
                Duration.ofSeconds(GatewaySetting.HTTP_TIMEOUT_SECONDS.setting().value(timeout)));
        config.requireRequest();
        return config;
    }

    private static Map<String, Template> headers(String configured) {
        Map<String, Template> headers = new LinkedHashMap<>();
        for (String header : BETWEEN_HEADERS.split(configured == null ? "" : configured)) {
            if (!header.isBlank()) {
                int colon = header.indexOf(':');
                String name = header.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT);
                Template value = new Template(header.substring(colon + 1).strip(), Template.Escape.HEADER);
                if (name.isEmpty() || name.equals("content-type") || headers.put(name, value) != null) {
                    throw new IllegalArgumentException(
                            "A header of the gateway is no 'Name: value', stands there twice, or is content-type");
                }
            }
        }
        return headers;
    }

    /** Java's own checks, of line breaks for instance, at the start and not at the first text. */
    private void requireRequest() {
        try {
            request(SAMPLE);
        } catch (IllegalArgumentException e) {
            // without the cause, whose message repeats the value
            throw new IllegalArgumentException("The gateway's URL, content type or a header cannot be used");
        }
    }

    /**
     * @param values returns the value of a placeholder by its name
     * @return the request
     * @throws IllegalArgumentException if a value cannot stand where it should; the message may repeat it
     */
    HttpRequest request(UnaryOperator<String> values) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.filled(values))).timeout(timeout)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body.filled(values)));
        headers.forEach((name, value) -> request.header(name, value.filled(values)));
        return request.build();
    }

    /** @return host and port */
    String server() {
        return URI.create(url.filled(SAMPLE)).getAuthority();
    }

    /** Leaves out the templates, which may hold secrets. */
    @Override
    public String toString() {
        return "HttpGatewayConfig";
    }
}
