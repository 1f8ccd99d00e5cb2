/** REST endpoints of trusted devices, for their owner and for admins. */
package dev.latchkey.device.rest;
