/** The statement by which setups of one realm wait for each other. */
package dev.latchkey.setup.jpa;
