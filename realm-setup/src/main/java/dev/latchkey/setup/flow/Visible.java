package dev.latchkey.setup.flow;

/**
 * Which names notes may tell the caller, besides those of the flows and scopes that setup works on.
 *
 * @param clients           whether the ids of clients
 * @param identityProviders whether the aliases of identity providers
 */
public record Visible(boolean clients, boolean identityProviders) {

    static final Visible NOTHING = new Visible(false, false);
}
