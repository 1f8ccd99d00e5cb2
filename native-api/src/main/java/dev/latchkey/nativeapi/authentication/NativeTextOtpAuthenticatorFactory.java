package dev.latchkey.nativeapi.authentication;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.authentication.OtpStepFactory;

/** Offers {@link NativeEmailOtpAuthenticator} to flows as {@value #ID}. */
public final class NativeTextOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-direct-sms-otp";

    /** Called by Keycloak. */
    public NativeTextOtpAuthenticatorFactory() {
        super(ID, "Latchkey text-message code for apps",
                "Sends a one-time code to the telephone number that the user has proven and asks an app for it, in the "
                        + "flow of native sign-in or in a direct grant flow. After a first factor, or as the only one "
                        + "after 'Latchkey choose user of apps'; as an alternative, it leaves users without such a "
                        + "number to the next one.",
                new NativeEmailOtpAuthenticator(PhoneIdentifiers.CHANNEL));
    }
}
