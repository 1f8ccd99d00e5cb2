package dev.latchkey.sms.gateway.smpp;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import dev.latchkey.sms.GatewaySetting;

/**
 * The SMPP gateway's settings.
 *
 * @param host        of the message centre
 * @param port        of the message centre
 * @param tls         whether the connection is encrypted and the server's certificate verified
 * @param systemId    who binds
 * @param password    of that system
 * @param systemType  kind of that system, as the operator of the message centre demands it; may be empty
 * @param source      sender that phones show
 * @param receipts    whether the message centre is asked to say what became of a text
 * @param window      most texts that wait for an answer
 * @param timeout     longest time until a connection stands, and until an answer comes
 * @param enquireLink time without traffic after which the connection is tested
 */
record SmppConfig(String host, int port, boolean tls, String systemId, String password, String systemType,
        Sender source, boolean receipts, int window, Duration timeout, Duration enquireLink) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    /** What the fields of the protocol hold. */
    private static final Pattern SYSTEM_ID = Pattern.compile("[\\x21-\\x7e]{1,15}");
    private static final Pattern PASSWORD = Pattern.compile("[\\x21-\\x7e]{0,8}");
    private static final Pattern SYSTEM_TYPE = Pattern.compile("[\\x21-\\x7e]{0,12}");

    /**
     * @param options returns a server option by its name, null where it is not set
     * @return the settings
     * @throws IllegalArgumentException if one cannot be used; the message repeats no value
     */
    static SmppConfig of(UnaryOperator<String> options) {
        return new SmppConfig(text(options, "host", HOST), number(options, GatewaySetting.SMPP_PORT),
                !"false".equals(options.apply("tls")), text(options, "system-id", SYSTEM_ID),
                text(options, "password", PASSWORD), text(options, "system-type", SYSTEM_TYPE),
                Sender.of(options.apply("source")), !"false".equals(options.apply("receipts")),
                number(options, GatewaySetting.SMPP_WINDOW),
                Duration.ofSeconds(number(options, GatewaySetting.SMPP_TIMEOUT_SECONDS)),
                Duration.ofSeconds(number(options, GatewaySetting.SMPP_ENQUIRE_LINK_SECONDS)));
    }

    private static String text(UnaryOperator<String> options, String name, Pattern allowed) {
        String value = options.apply(name) == null ? "" : options.apply(name);
        if (!allowed.matcher(value).matches()) {
            throw new IllegalArgumentException("The SMPP gateway's option " + name + " cannot be used");
        }
        return value;
    }

    private static int number(UnaryOperator<String> options, GatewaySetting setting) {
        return setting.setting().value(options.apply(setting.setting().name()));
    }

    /** @return host and port */
    String server() {
        return host + ':' + port;
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "SmppConfig";
    }
}
