package dev.latchkey.device.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One refresh token that was used. Holds nothing that could be presented. */
@Entity
@Table(name = "LATCHKEY_SPENT_TOKEN")
public class SpentTokenEntity {

    @Id
    @Column(name = "HASH", length = 64)
    String hash;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    @Column(name = "USES", nullable = false)
    int uses;

    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;
}
