package dev.latchkey.otp.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import dev.latchkey.common.net.WellFormed;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;

/**
 * The normalised form of a sign-up: validation, lookup, mail and storage all use the values of this record. The prefix
 * {@value Constants#USER_ATTRIBUTES_PREFIX} is removed from attribute names, as Keycloak does; attributes that have the
 * same name afterwards are merged. User name and address are stripped and converted to lower case, as Keycloak stores
 * them.
 *
 * @param profile  the attributes of the account by name, as the realm's user profile knows them
 * @param password the password; null is a validation error where sign-up asks for one
 * @param number   the telephone number by which the account is made, in the form of E.164; null for an address
 */
public record RegistrationForm(Map<String, List<String>> profile, String password, String number) {

    /** Length of the columns in Keycloak's tables. */
    private static final int MAX_LENGTH = 255;

    /** Normalises the attributes. */
    public RegistrationForm {
        Map<String, List<String>> normalised = new TreeMap<>();
        new TreeMap<>(profile).forEach((name, values) -> normalised
                .computeIfAbsent(withoutPrefix(name), any -> new ArrayList<>())
                .addAll(normalised(withoutPrefix(name), values)));
        profile = normalised;
    }

    /**
     * Creates a form as it was submitted.
     *
     * @param profile  the attributes of the account by name
     * @param password the password; null for none
     */
    public RegistrationForm(Map<String, List<String>> profile, String password) {
        this(profile, password, null);
    }

    /** @return the telephone number as it was typed; empty when there is none or more than one */
    Optional<String> phone() {
        return only(PhoneIdentifiers.ATTRIBUTE);
    }

    /**
     * @param name an attribute
     * @return whether the form has a value of it that is not blank
     */
    boolean holds(String name) {
        return profile.getOrDefault(name, List.of()).stream().anyMatch(value -> !value.isBlank());
    }

    /**
     * @param proven the number by which the account is made, in the form of E.164
     * @return the form of a sign-up by it. Where no user name was typed, one is made that tells nothing: the number may
     *         belong to somebody else later
     */
    RegistrationForm byPhone(String proven) {
        Map<String, List<String>> others = new TreeMap<>(profile);
        others.put(PhoneIdentifiers.ATTRIBUTE, List.of(proven));
        others.remove(UserModel.EMAIL);
        if (!holds(UserModel.USERNAME)) {
            others.put(UserModel.USERNAME, List.of(UUID.randomUUID().toString()));
        }
        return new RegistrationForm(others, password, proven);
    }

    /** @return the address; empty when there is none or more than one */
    public Optional<String> email() {
        return only(UserModel.EMAIL);
    }

    /** @return the user name; empty when there is none or more than one */
    public Optional<String> username() {
        return only(UserModel.USERNAME);
    }

    /**
     * @param name an attribute
     * @return whether the attribute has more than one value, which is invalid for an identifier
     */
    boolean repeats(String name) {
        return profile.getOrDefault(name, List.of()).size() > 1;
    }

    /** @return a form without the user name, for a realm that uses the address as the user name */
    RegistrationForm withoutUsername() {
        Map<String, List<String>> others = new TreeMap<>(profile);
        others.remove(UserModel.USERNAME);
        return new RegistrationForm(others, password, number);
    }

    /** @return a form without the password, for a realm whose sign-up asks for none */
    RegistrationForm withoutPassword() {
        return new RegistrationForm(profile, null, number);
    }

    /**
     * @return the name of an attribute whose name or value not every database can store; empty when all can be stored
     */
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

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "RegistrationForm" + profile.keySet();
    }
}
