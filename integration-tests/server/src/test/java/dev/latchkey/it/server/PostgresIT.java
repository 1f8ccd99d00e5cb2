package dev.latchkey.it.server;

import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.Test;

/** {@link DatabaseScenarios} on PostgreSQL. */
class PostgresIT extends DatabaseScenarios {

    private static final String FIRST = "the-first-pepper-of-32-characters-or-more";
    private static final String SECOND = "the-second-pepper-of-32-characters-or-more";

    @Override
    String database() {
        return Postgres.NAME;
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        Postgres.database("scenarios").accept(server);
    }

    /** On one node no phase has to wait for another node; {@link FaultsIT} has two. */
    @Test
    void attack_firstPepperNewPepperAndRetiredPepper_onOneNode() {
        CredentialHolder.allowPhones(admin(), 2);
        try {
            CredentialHolder used = new CredentialHolder(node(), smtp(), "pepper-used");
            CredentialHolder late = new CredentialHolder(node(), smtp(), "pepper-late");
            CredentialHolder unused = new CredentialHolder(node(), smtp(), "pepper-unused");
            replacePeppers(FIRST, false, used);
            replacePeppers(FIRST + "," + SECOND, false, used);
            replacePeppers(SECOND + "," + FIRST, false, used);
            late.uses(node());
            replacePeppers(SECOND, true, used);
            late.uses(node());
            used.isNeverAskedNorCopied(node());
            late.isNeverAskedNorCopied(node());
            unused.isAskedAgain(node());
        } finally {
            probe().peppers("", false);
            CredentialHolder.allowPhones(admin(), 1);
        }
    }

    private void replacePeppers(String peppers, boolean unpepperedRetired, CredentialHolder used) {
        SignInsUnderWay signIns = new SignInsUnderWay(node(), node(), smtp());
        probe().peppers(peppers, unpepperedRetired);
        signIns.goOnAt(node());
        used.uses(node());
    }
}
