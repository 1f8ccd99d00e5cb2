/** What a realm sets about risk. */
package dev.latchkey.risk.settings;
