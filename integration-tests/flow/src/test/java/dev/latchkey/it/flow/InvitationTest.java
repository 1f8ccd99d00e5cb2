package dev.latchkey.it.flow;

import java.util.List;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.admin.client.resource.OrganizationResource;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.util.ApiUtil;

/** Common parts of the tests of Keycloak's mailed links: an organization that invites, in a realm without sign-up. */
abstract class InvitationTest extends RegistrationTest {

    OrganizationResource organization;
    String domain;

    @BeforeEach
    void addAnOrganizationAndSwitchRegistrationOff() {
        realm.updateWithCleanup(builder -> {
            builder.build().setOrganizationsEnabled(true);
            return builder.registrationAllowed(false);
        });
        OrganizationRepresentation corp = new OrganizationRepresentation();
        corp.setName("corp" + NUMBER.incrementAndGet());
        corp.setAlias(corp.getName());
        domain = corp.getName() + ".example";
        corp.addDomain(new OrganizationDomainRepresentation(domain));
        String id;
        try (Response created = realm.admin().organizations().create(corp)) {
            id = ApiUtil.getCreatedId(created);
        }
        realm.cleanup().add(ended -> ended.organizations().get(id).delete().close());
        organization = realm.admin().organizations().get(id);
    }

    /** Invites an address that has no account; returns the mailed link. */
    String invite(String email) {
        organization.members().inviteUser(email, "In", "Vited").close();
        return Eventually.present("the invitation", () -> links(email).stream().findFirst());
    }

    /** As a sign-up without a password leaves an account whose user has gone after the code. */
    String withoutCredential() {
        action.prioritise(VerifyEmail.ACTION, 1);
        String email = "nora@" + domain;
        UserRepresentation owner = new UserRepresentation();
        owner.setUsername(email);
        owner.setEmail(email);
        owner.setEmailVerified(true);
        owner.setFirstName("Nora");
        owner.setLastName("New");
        owner.setEnabled(true);
        owner.setRequiredActions(List.of("UPDATE_PASSWORD"));
        realm.admin().users().create(owner).close();
        return email;
    }
}
