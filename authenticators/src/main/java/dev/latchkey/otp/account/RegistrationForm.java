package dev.latchkey.otp.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import dev.latchkey.common.net.WellFormed;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;

/**
 * What is asked for by a sign-up, in one spelling: the attributes that are validated, the address that is looked up and
 * mailed, and what is stored all come from here. Names lose the prefix {@value Constants#USER_ATTRIBUTES_PREFIX}, which
 * Keycloak takes off as well; what then has one name has all its values. User name and address lose spaces around them
 * and capital letters, as Keycloak stores them.
 *
 * @param profile  the attributes of the account by name, as the realm's user profile knows them
 * @param password the password; may be null, which is an error of the form
 */
public record RegistrationForm(Map<String, List<String>> profile, String password) {

    /** What the columns of Keycloak's tables hold. */
    private static final int MAX_LENGTH = 255;

    /** Normalises the attributes. */
    public RegistrationForm {
        Map<String, List<String>> normalised = new TreeMap<>();
        new TreeMap<>(profile).forEach((name, values) -> normalised
                .computeIfAbsent(withoutPrefix(name), any -> new ArrayList<>())
                .addAll(normalised(withoutPrefix(name), values)));
        profile = normalised;
    }

    /** @return the address; empty when there is none, or more than one */
    public Optional<String> email() {
        return only(UserModel.EMAIL);
    }

    /** @return the user name; empty when there is none, or more than one */
    public Optional<String> username() {
        return only(UserModel.USERNAME);
    }

    /**
     * @param name an attribute
     * @return whether it is there more than once, which an identifier never is
     */
    boolean repeats(String name) {
        return profile.getOrDefault(name, List.of()).size() > 1;
    }

    /** @return the attributes without the user name, for a realm that takes the address for it */
    RegistrationForm withoutUsername() {
        Map<String, List<String>> others = new TreeMap<>(profile);
        others.remove(UserModel.USERNAME);
        return new RegistrationForm(others, password);
    }

    /** @return an attribute whose name or value no table can hold, or not every database */
    Optional<String> unstorable() {
        return profile.entrySet().stream()
                .filter(attribute -> !storable(attribute.getKey()) || !attribute.getValue().stream()
                        .allMatch(value -> isRoot(attribute.getKey()) ? storable(value) : WellFormed.test(value)))
                .map(Map.Entry::getKey).findFirst();
    }

    private static boolean storable(String text) {
        return WellFormed.test(text) && text.length() <= MAX_LENGTH;
    }

    private static boolean isRoot(String name) {
        return List.of(UserModel.USERNAME, UserModel.EMAIL, UserModel.FIRST_NAME, UserModel.LAST_NAME).contains(name);
    }

    private Optional<String> only(String name) {
        List<String> values = profile.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private static String withoutPrefix(String name) {
        String rest = name;
        while (rest.startsWith(Constants.USER_ATTRIBUTES_PREFIX)) {
            rest = rest.substring(Constants.USER_ATTRIBUTES_PREFIX.length());
        }
        return rest;
    }

    private static List<String> normalised(String name, List<String> values) {
        List<String> present = values.stream().filter(Objects::nonNull).toList();
        return UserModel.USERNAME.equals(name) || UserModel.EMAIL.equals(name)
                ? present.stream().map(value -> value.strip().toLowerCase(Locale.ROOT))
                        .filter(value -> !value.isEmpty()).toList()
                : present;
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "RegistrationForm" + profile.keySet();
    }
}
