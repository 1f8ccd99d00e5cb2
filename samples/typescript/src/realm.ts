/** The realm's address, as the page names it. */
export const realmUrl = document.querySelector<HTMLMetaElement>("meta[name=realm]")!.content;

const [before, name] = realmUrl.split("/realms/");

/** Keycloak's address, and the realm's name. */
export const server = before!;
export const realm = name!;

/** The client of the demo realm whose web origin is this app's. */
export const clientId = "browser-app";
