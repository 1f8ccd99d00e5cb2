package com.example.pager;

import dev.latchkey.otp.authentication.ChannelOtpStepFactory;

/** Offers codes by pager to flows, as a second factor. */
public final class PagerStepFactory extends ChannelOtpStepFactory {

    /** Called by Keycloak. */
    public PagerStepFactory() {
        super("pager-otp", "Pager code", "Sends a one-time code to the user's pager and asks for it.",
                PagerChannel.ID);
    }
}
