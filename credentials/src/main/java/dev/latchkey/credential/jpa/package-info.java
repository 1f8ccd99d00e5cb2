/** Statements that compare rows of Latchkey's own tables with the credentials that represent them. */
package dev.latchkey.credential.jpa;
