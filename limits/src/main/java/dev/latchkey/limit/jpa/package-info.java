/** Entities, statements and purges of the account guard and of the rates. */
package dev.latchkey.limit.jpa;
