package dev.latchkey.otp.account;

/** Names of the stored credential that says which telephone number a user has proven; it signs in nowhere by itself. */
public final class AddressProof {

    /** The type of the credential of a proven telephone number. */
    public static final String PHONE = "latchkey-phone";

    /** The required action that sets it. */
    public static final String PHONE_ACTION = "latchkey-verify-phone";

    private AddressProof() {
    }
}
