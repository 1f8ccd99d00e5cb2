package dev.latchkey.nativeapi.authentication;

import dev.latchkey.otp.authentication.OtpStepFactory;

/** Offers {@link NativeChooseUser} to flows as {@value #ID}. */
public final class NativeChooseUserFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-direct-choose-user";

    /** Called by Keycloak. */
    public NativeChooseUserFactory() {
        super(ID, "Latchkey choose user of apps",
                "Takes a user name, an address or, where numbers name accounts, a telephone number, and never tells "
                        + "whether it has an account. For the flow of native sign-in, before a code that is the only "
                        + "factor.",
                new NativeChooseUser());
    }
}
