package dev.latchkey.it.flow.walk;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Page;

/**
 * A form of any page, as a browser parses it.
 *
 * @param id     id of the form; empty where it has none
 * @param action address that it posts to
 * @param preset values that are always sent: hidden fields, ticked boxes and the first button
 * @param open   the fields to fill in
 */
record Form(String id, String action, Map<String, String> preset, Set<String> open) {

    private static final Pattern FORM = Pattern.compile("(?s)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern FIELD = Pattern.compile("(?s)<(input|button)\\b([^>]*)>");

    /** All forms of a page that have an action. */
    static List<Form> of(Page page) {
        List<Form> forms = new ArrayList<>();
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            Optional<String> action = attribute(form.group(1), "action").filter(address -> !address.isBlank());
            if (action.isPresent()) {
                forms.add(form(page.uri(), form.group(1), action.get(), form.group(2)));
            }
        }
        return forms;
    }

    private static Form form(URI base, String tag, String action, String content) {
        Map<String, String> preset = new LinkedHashMap<>();
        Set<String> open = new LinkedHashSet<>();
        boolean pressed = false;
        Matcher field = FIELD.matcher(content);
        while (field.find()) {
            Optional<String> name = attribute(field.group(2), "name").filter(given -> !given.isBlank());
            boolean button = field.group(1).equals("button");
            String type = attribute(field.group(2), "type").orElse(button ? "submit" : "text");
            if (name.isEmpty() || type.equals("button")) {
                continue;
            }
            String value = attribute(field.group(2), "value").orElse("");
            switch (type) {
                case "submit" -> {
                    if (!pressed) {
                        preset.put(name.get(), value);
                        pressed = true;
                    }
                }
                case "hidden" -> preset.put(name.get(), value);
                case "checkbox", "radio" -> preset.put(name.get(), value.isEmpty() ? "on" : value);
                default -> open.add(name.get());
            }
        }
        return new Form(attribute(tag, "id").orElse(""), base.resolve(action.replace(" ", "%20")).toString(), preset,
                open);
    }

    private static Optional<String> attribute(String tag, String name) {
        Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
        return value.find() ? Optional.of(unescaped(value.group(1))) : Optional.empty();
    }

    /** Decodes the character references of HTML. */
    static String unescaped(String html) {
        return html.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
                .replace("&#x3D;", "=").replace("&amp;", "&");
    }

    boolean asks(String field) {
        return open.contains(field);
    }

    /** Whether it asks for a name. */
    boolean asksForName() {
        return asks("username") || asks("email");
    }

    boolean registers() {
        return asks("password-confirm") && asks("email");
    }

    boolean setsPassword() {
        return asks("password-new");
    }

    /** Whether it would change an existing account. */
    boolean changesAccount() {
        return setsPassword() || !registers() && asks("email") || open.isEmpty() && id.isEmpty();
    }

    /** Whether the typed value can be right or wrong. */
    boolean asksForSecret() {
        return asks("code") || asks("password") && !registers();
    }
}
