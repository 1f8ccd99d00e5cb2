/** Entity, statements and purge of trusted devices. */
package dev.latchkey.device.jpa;
