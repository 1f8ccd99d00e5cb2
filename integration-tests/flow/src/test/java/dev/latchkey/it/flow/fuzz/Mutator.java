package dev.latchkey.it.flow.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.flow.fuzz.Target.Body;
import dev.latchkey.it.kit.Json;

/** Changes one to three things of a request: fields, path, method, headers, encoding. */
public final class Mutator {

    private static final int MOST_CHANGES = 3;
    private static final int MOST_PATH = 3_000;
    private static final List<String> METHODS = List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "POST",
            "TRACE", "PURGE");
    private static final List<String> CONTENT_TYPES = List.of("application/json", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x", "text/plain", "application/xml", "application/json; charset=utf-16",
            "application/x-www-form-urlencoded; charset=bogus", "", "*/*", "application/merge-patch+json");
    private static final List<String> HEADERS = List.of("DPoP", "Authorization", "Accept", "Accept-Language", "Origin",
            "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Content-Encoding", "If-Match", "Range",
            "traceparent", "X-HTTP-Method-Override", "User-Agent", "Referer");

    private final Random random;
    private final Target target;
    private final List<String> changes = new ArrayList<>();
    private final List<Map.Entry<String, Object>> fields = new ArrayList<>();
    private final Map<String, String> headers;
    private String method;
    private String path;
    private String contentType;
    private int cut = Integer.MAX_VALUE;
    private int flip = -1;

    private Mutator(Random random, Target target) {
        this.random = random;
        this.target = target;
        this.method = target.method();
        this.path = target.path();
        this.contentType = target.body().contentType();
        this.headers = new LinkedHashMap<>(target.headers());
        target.fields().forEach(this::add);
    }

    /**
     * Changes a request at random.
     *
     * @param random source of all random choices
     * @param target the request
     * @return the changed request
     */
    public static RawRequest mutate(Random random, Target target) {
        Mutator mutator = new Mutator(random, target);
        for (int change = 1 + random.nextInt(MOST_CHANGES); change > 0; change--) {
            mutator.change();
        }
        return mutator.request();
    }

    private void change() {
        int kind = random.nextInt(16);
        if (kind < 10 && !fields.isEmpty()) {
            changeField(random.nextInt(fields.size()), kind);
            return;
        }
        switch (kind) {
            case 10 -> {
                method = METHODS.get(random.nextInt(METHODS.size()));
                changes.add("method " + method);
            }
            case 11 -> {
                contentType = CONTENT_TYPES.get(random.nextInt(CONTENT_TYPES.size()));
                changes.add("content type");
            }
            case 12 -> changePath();
            case 13 -> {
                cut = random.nextInt(200);
                changes.add("cut off after " + cut);
            }
            case 14 -> {
                flip = random.nextInt(200);
                changes.add("another byte at " + flip);
            }
            default -> {
                String name = HEADERS.get(random.nextInt(HEADERS.size()));
                headers.put(name, headerValue(Corpus.text(random)));
                changes.add("header " + name);
            }
        }
    }

    private void changeField(int number, int kind) {
        String name = fields.get(number).getKey();
        Object value = fields.get(number).getValue();
        switch (kind) {
            case 0 -> {
                fields.remove(number);
                changes.add("without " + name);
            }
            case 1 -> {
                add(name, value);
                changes.add(name + " twice");
            }
            case 2 -> {
                add(name, Corpus.value(random));
                changes.add(name + " and another");
            }
            case 3 -> {
                fields.set(number, entry(rename(name), value));
                changes.add(name + " by another name");
            }
            case 4 -> {
                add(Corpus.text(random), Corpus.value(random));
                changes.add("another field");
            }
            case 5 -> {
                if (value instanceof Map<?, ?> inner) {
                    Map<Object, Object> changed = new LinkedHashMap<>(inner);
                    List<Object> names = new ArrayList<>(inner.keySet());
                    changed.put(names.isEmpty() || random.nextInt(3) == 0 ? Corpus.text(random)
                            : names.get(random.nextInt(names.size())), Corpus.value(random));
                    fields.set(number, entry(name, changed));
                } else {
                    fields.set(number, entry(name, value + Corpus.text(random)));
                }
                changes.add("more in " + name);
            }
            default -> {
                fields.set(number, entry(name, Corpus.value(random)));
                changes.add("another " + name);
            }
        }
    }

    private String rename(String name) {
        return switch (random.nextInt(4)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> "user.attributes." + name;
            case 2 -> name + "[]";
            default -> name + "\0";
        };
    }

    /** Changes only the end of the path: with another path, an administrator's request would delete something else. */
    private void changePath() {
        int query = path.indexOf('?');
        String end = query < 0 ? "" : path.substring(query);
        String start = query < 0 ? path : path.substring(0, query);
        String value = encode(Corpus.text(random)).replace("+", "%20");
        String segment = value.replace(".", "").isEmpty() || value.length() > MOST_PATH ? "%20" : value;
        path = (random.nextBoolean() ? start : start.substring(0, start.lastIndexOf('/'))) + '/' + segment + end;
        changes.add("path");
    }

    private RawRequest request() {
        StringBuilder body = new StringBuilder(switch (target.body()) {
            case NONE -> "";
            case FORM -> form();
            case JSON -> latin(json());
        });
        if (cut < body.length()) {
            body.setLength(cut);
        }
        if (flip >= 0 && flip < body.length()) {
            body.setCharAt(flip, (char) random.nextInt(256));
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(headers.entrySet());
        if (target.body() != Body.NONE && !contentType.isEmpty()) {
            all.add(Map.entry("Content-Type", contentType));
        }
        return new RawRequest(target, List.copyOf(changes), method, path, all, body.toString());
    }

    private String form() {
        return fields.stream().flatMap(field -> values(field.getValue())
                .map(value -> encode(field.getKey()) + '=' + encode(value))).collect(Collectors.joining("&"));
    }

    private static Stream<String> values(Object value) {
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf)
                : Stream.of(String.valueOf(value));
    }

    /** Written by hand, because a name may be present twice. */
    private String json() {
        return fields.stream().map(field -> Json.write(field.getKey()) + ':' + Json.write(field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String headerValue(String text) {
        // a header that the client refuses to send is not part of the test
        String value = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
        return value.substring(0, Math.min(value.length(), 4_000));
    }

    private void add(String name, Object value) {
        fields.add(entry(name, value));
    }

    private static Map.Entry<String, Object> entry(String name, Object value) {
        return new AbstractMap.SimpleEntry<>(name, value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
