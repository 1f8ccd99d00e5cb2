/** The histories in Keycloak's database: entities, statements, the default provider and the purges. */
package dev.latchkey.risk.jpa;
