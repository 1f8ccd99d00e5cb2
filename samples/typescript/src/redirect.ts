import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { clientId, realmUrl } from "./realm";

/** Authorization code with PKCE. The tokens stay in memory: a script of another tab or a later visit finds none. */
const manager = new UserManager({
  authority: realmUrl,
  client_id: clientId,
  redirect_uri: location.origin + "/",
  post_logout_redirect_uri: location.origin + "/",
  scope: "openid profile email",
  userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
});

/** Goes to Keycloak's pages, where the code is asked for. */
export function begin(): Promise<void> {
  return manager.signinRedirect();
}

/** Returns the user's name when Keycloak has sent the browser back, undefined on any other visit. */
export async function finish(): Promise<string | undefined> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) {
    return undefined;
  }
  try {
    const user = await manager.signinCallback();
    return user?.profile.name;
  } finally {
    // the code is used up and belongs into no bookmark
    history.replaceState(null, "", "/");
  }
}

/** Ends the session at Keycloak too. */
export function signOut(idToken?: string): Promise<void> {
  return manager.signoutRedirect(idToken ? { id_token_hint: idToken } : {});
}
