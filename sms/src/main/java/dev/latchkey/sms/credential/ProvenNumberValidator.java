package dev.latchkey.sms.credential;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.sms.PhoneOfUser;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.AttributeContext;
import org.keycloak.userprofile.UserProfileAttributeValidationContext;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.validate.SimpleValidator;
import org.keycloak.validate.ValidationContext;
import org.keycloak.validate.ValidationError;
import org.keycloak.validate.ValidatorConfig;

/**
 * Tells users that a number which is proven is not changed in the profile, offered to the user profile as {@value #ID}
 * for the attribute of the number. Without it, what they write is undone all the same.
 */
public final class ProvenNumberValidator implements SimpleValidator {

    /** The validation's id. */
    public static final String ID = "latchkey-proven-number";

    /** Keycloak's, in the languages of its pages and of its account console. */
    private static final String READ_ONLY = "error-user-attribute-read-only";
    private static final Set<UserProfileContext> BY_USER =
            EnumSet.of(UserProfileContext.ACCOUNT, UserProfileContext.UPDATE_PROFILE);

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public ValidationContext validate(Object input, String inputHint, ValidationContext context,
            ValidatorConfig config) {
        if (context instanceof UserProfileAttributeValidationContext profile
                && changesProvenNumber(profile.getAttributeContext(), input)) {
            context.addError(new ValidationError(ID, inputHint, READ_ONLY));
        }
        return context;
    }

    private static boolean changesProvenNumber(AttributeContext attribute, Object input) {
        UserModel user = attribute.getUser();
        if (user == null || !BY_USER.contains(attribute.getContext())) {
            return false;
        }
        PhoneOfUser phone = new PhoneOfUser(attribute.getSession(), attribute.getSession().getContext().getRealm(),
                user);
        Optional<String> proven = phone.number().filter(phone::holds);
        return proven.isPresent() && !phone.read(only(input)).equals(proven);
    }

    /** Null for several: a database may return them in any order. */
    private static String only(Object input) {
        Object value = input instanceof Collection<?> values
                ? values.stream().filter(any -> values.size() == 1).findFirst().orElse(null) : input;
        return value instanceof String text ? text : null;
    }
}
