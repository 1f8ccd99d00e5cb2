/** Entities, statements and purges of trusted devices and of spent refresh tokens. */
package dev.latchkey.device.jpa;
