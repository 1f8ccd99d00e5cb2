/**
 * Entities, statements and purges of the tables that several modules use: account guard, rate limits, outbox of
 * events, memory of sign-ins, leases of sign-ins. Statements alone: the rules are in the packages that name the SPIs.
 */
package dev.latchkey.common.jpa;
