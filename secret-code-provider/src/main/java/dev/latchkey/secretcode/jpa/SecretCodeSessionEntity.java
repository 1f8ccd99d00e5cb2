package dev.latchkey.secretcode.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A Keycloak session in which a code was issued or that a code has opened: logging it out ends the code. So does a
 * logout by the identity provider of the sign-in, for which a row has a key in place of the session.
 */
@Entity
@Table(name = "LATCHKEY_SECRET_CODE_SESSION")
public class SecretCodeSessionEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    /** Id of the session, or a {@link dev.latchkey.secretcode.ProviderLogoutKey}. */
    @Column(name = "SESSION_ID", length = 36, nullable = false)
    String sessionId;

    @Column(name = "CODE_ID", length = 36, nullable = false)
    String codeId;

    /** Epoch milliseconds; 0 for a row that is older than this column. */
    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    /**
     * Latest end of an online session, later when the purge has found that it goes on; where the row has a key, of the
     * code; epoch milliseconds.
     */
    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;
}
