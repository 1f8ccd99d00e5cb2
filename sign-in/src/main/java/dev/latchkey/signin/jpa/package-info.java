/** Entity, statements and purge of the leases of sign-ins. */
package dev.latchkey.signin.jpa;
