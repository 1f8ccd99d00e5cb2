/**
 * What the REST resources of all modules share: realms that may be reached, users that an administrator may see, JSON
 * bodies and Problem JSON.
 */
package dev.latchkey.common.rest;
