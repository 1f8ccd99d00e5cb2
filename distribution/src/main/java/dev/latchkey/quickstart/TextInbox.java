package dev.latchkey.quickstart;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes the texts that Keycloak sends, as the HTTP API of a provider of texts does, and keeps them in memory. Only what
 * has this start's key is taken: any page in a browser of this machine may post to a port of it.
 */
final class TextInbox {

    /** Most bytes of a request's body: a text of one segment has less, whatever its letters are. */
    static final int LARGEST = 8_192;
    /** Header that holds the key. */
    static final String KEY_HEADER = "X-Quickstart-Key";
    /** Path that texts are posted to, and listed at. */
    static final String PATH = "/texts";

    private static final String OPTION = "KC_SPI_LATCHKEY_SMS_GATEWAY__HTTP__";
    private static final Pattern BODY = Pattern.compile("to=([^&]{1,40})&text=([^&]{1,6000})");
    private static final int MOST = 1_000;

    private final String key;
    private final Consumer<Text> onText;
    private final List<Text> texts = new CopyOnWriteArrayList<>();

    /**
     * A text.
     *
     * @param number to which it was sent
     * @param body   what it says
     */
    record Text(String number, String body) {
    }

    /** @param onText gets every text as it arrives, on the thread that received it */
    TextInbox(Consumer<Text> onText) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        this.key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.onText = onText;
    }

    /**
     * @param port that {@link InboxPage} is served on
     * @return environment of Keycloak by which its HTTP gateway sends texts here
     */
    Map<String, String> environment(int port) {
        return Map.of(OPTION + "URL", "http://127.0.0.1:" + port + PATH,
                OPTION + "HEADERS", KEY_HEADER + ": " + key,
                OPTION + "CONTENT_TYPE", "application/x-www-form-urlencoded",
                OPTION + "BODY", "to={number}&text={text}");
    }

    /**
     * Takes a text.
     *
     * @param presented the request's key, null for none
     * @param form      the request's body
     * @return whether it was taken
     */
    boolean take(String presented, String form) {
        Optional<Text> text = isKey(presented) ? read(form) : Optional.empty();
        text.ifPresent(taken -> {
            texts.add(taken);
            while (texts.size() > MOST) {
                texts.remove(0);
            }
            onText.accept(taken);
        });
        return text.isPresent();
    }

    private boolean isKey(String presented) {
        return presented != null && MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8),
                key.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Text> read(String form) {
        return Optional.of(BODY.matcher(form)).filter(body -> body.matches())
                .map(body -> new Text(decoded(body.group(1)), decoded(body.group(2))));
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** @return all texts since the start, oldest first; of very many the newest */
    List<Text> texts() {
        return List.copyOf(texts);
    }
}
