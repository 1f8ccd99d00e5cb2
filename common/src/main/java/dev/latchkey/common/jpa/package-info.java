/**
 * What the entities, statements and purges of all modules are made of, and the changelog that makes the tables of
 * several of them.
 */
package dev.latchkey.common.jpa;
