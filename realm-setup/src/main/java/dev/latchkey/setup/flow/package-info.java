/** Changes a realm: flows are copied and edited, required actions and client scopes added, and all of it taken back. */
package dev.latchkey.setup.flow;
