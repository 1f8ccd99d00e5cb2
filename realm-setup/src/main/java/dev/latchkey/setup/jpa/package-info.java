/** The statements of setup: by which setups of one realm wait for each other, and what an undo has to ask. */
package dev.latchkey.setup.jpa;
