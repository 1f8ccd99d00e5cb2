/** Spends each refresh token once on all nodes: entity, statements and purge. */
package dev.latchkey.refreshtoken.jpa;
