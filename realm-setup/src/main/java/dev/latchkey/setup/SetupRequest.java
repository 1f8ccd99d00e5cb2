package dev.latchkey.setup;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an administrator wants to have set up.
 *
 * @param features at least one
 * @param clients  client ids that get the client scopes of those features that have one
 * @param dryRun   whether to answer what would be changed, and to change nothing
 */
public record SetupRequest(Set<Feature> features, List<String> clients, boolean dryRun) {

    /** Copies, and puts the features in order. */
    public SetupRequest {
        features = EnumSet.copyOf(features);
        clients = List.copyOf(clients);
    }
}
