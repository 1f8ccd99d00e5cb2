package dev.latchkey.it.flow.fuzz;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.flow.fuzz.Target.Body;
import dev.latchkey.it.kit.Page;

/** The first form of a page that posts, with every field and button that it has. */
public final class HtmlForm {

    private static final Pattern FORM = Pattern.compile("(?s)<form\\b([^>]*)>(.*?)</form>");
    private static final Pattern FIELD = Pattern.compile("<(?:input|button|select|textarea)\\b([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\b(action|method|name|value)=\"([^\"]*)\"");

    private HtmlForm() {
    }

    /**
     * Reads a form.
     *
     * @param name  its name in reports
     * @param page  the page that shows it
     * @param typed values of fields, by name; others keep the page's values
     * @return the request that the form sends
     * @throws AssertionError if the page has no form that posts
     */
    public static Target of(String name, Page page, Map<String, String> typed) {
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            Map<String, String> attributes = attributes(form.group(1));
            if (!"post".equalsIgnoreCase(attributes.get("method"))) {
                continue;
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            Matcher field = FIELD.matcher(form.group(2));
            while (field.find()) {
                Map<String, String> input = attributes(field.group(1));
                if (input.containsKey("name")) {
                    fields.put(input.get("name"), typed.getOrDefault(input.get("name"),
                            input.getOrDefault("value", "")));
                }
            }
            return new Target(name, "POST", attributes.get("action").replace("&amp;", "&"), Body.FORM, Map.of(),
                    fields);
        }
        throw new AssertionError("No form in " + page);
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(tag);
        while (attribute.find()) {
            attributes.put(attribute.group(1), attribute.group(2));
        }
        return attributes;
    }
}
