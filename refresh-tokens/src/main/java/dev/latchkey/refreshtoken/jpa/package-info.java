/** Entity, statements and purge of spent refresh tokens. */
package dev.latchkey.refreshtoken.jpa;
