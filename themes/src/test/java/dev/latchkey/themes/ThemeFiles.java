package dev.latchkey.themes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.PropertyResourceBundle;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The theme resources of this module as the tests look at them. */
final class ThemeFiles {

    private static final Path RESOURCES = Path.of("src/main/resources/theme-resources");
    /** Files of Keycloak that have another name than the language that its pages offer. */
    private static final Map<String, String> KEYCLOAKS_NAMES = Map.of("zh_CN", "zh_Hans", "zh_TW", "zh_Hant");
    private static final Pattern LANGUAGE = Pattern.compile("messages_(.+)\\.properties");

    private ThemeFiles() {
    }

    /** All languages that have a messages file, as language tags of its name. */
    static TreeSet<String> languages() {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("messages"))) {
            return files.map(file -> LANGUAGE.matcher(file.getFileName().toString()).replaceFirst("$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The languages that Keycloak's own pages offer, written as in the names of files. */
    static TreeSet<String> languagesOfKeycloak() throws IOException {
        Properties theme = new Properties();
        try (InputStream in = ThemeFiles.class.getResourceAsStream("/theme/base/login/theme.properties")) {
            theme.load(in);
        }
        return Stream.of(theme.getProperty("locales").split(","))
                .map(tag -> tag.strip().replace('-', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What Keycloak's own pages say in one language, in English where that lacks a text. */
    static Map<String, String> messagesOfKeycloak(String language) throws IOException {
        Map<String, String> messages = new TreeMap<>();
        for (String name : new String[] {"en", KEYCLOAKS_NAMES.getOrDefault(language, language)}) {
            try (InputStream in = ThemeFiles.class.getResourceAsStream(
                    "/theme/base/login/messages/messages_" + name + ".properties")) {
                PropertyResourceBundle bundle = new PropertyResourceBundle(in);
                bundle.keySet().forEach(key -> messages.put(key, bundle.getString(key)));
            }
        }
        return messages;
    }

    static Locale locale(String language) {
        return Locale.forLanguageTag(language.replace('_', '-'));
    }

    /** The messages of one language, read the way Keycloak reads them. */
    static Map<String, String> messages(String language) {
        try (InputStream in = Files.newInputStream(messagesFile(language))) {
            PropertyResourceBundle bundle = new PropertyResourceBundle(in);
            Map<String, String> messages = new TreeMap<>();
            bundle.keySet().forEach(key -> messages.put(key, bundle.getString(key)));
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path messagesFile(String language) {
        return RESOURCES.resolve("messages/messages_" + language + ".properties");
    }

    /** Every template by its name below the templates folder. */
    static Map<String, String> templates() {
        return texts(RESOURCES.resolve("templates"));
    }

    /** Every stylesheet and script by its name below the resources folder. */
    static Map<String, String> resources() {
        return texts(RESOURCES.resolve("resources"));
    }

    private static Map<String, String> texts(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                texts.put(name, Files.readString(file, StandardCharsets.UTF_8));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
