/** Entities, statements and purges of secret codes and of the sessions that they have opened. */
package dev.latchkey.secretcode.jpa;
