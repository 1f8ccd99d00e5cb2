package dev.latchkey.signin.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A browser's sign-in that is being served: by which request, and until when at most. */
@Entity
@Table(name = "LATCHKEY_SIGN_IN_TURN")
public class SignInLeaseEntity {

    @Id
    @Column(name = "HASH", length = 64)
    String hash;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "HOLDER", length = 36, nullable = false)
    String holder;

    @Column(name = "HELD_UNTIL", nullable = false)
    long heldUntil;
}
