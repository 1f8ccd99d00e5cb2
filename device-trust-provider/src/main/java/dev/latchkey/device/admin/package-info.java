/** Endpoints of administrators. */
package dev.latchkey.device.admin;
