import createClient from "openapi-fetch";
import type { components, paths } from "./latchkey";
import { clientId, realm, realmUrl, server } from "./realm";

type Question = components["schemas"]["InsufficientAuthorization"];
type Request = components["schemas"]["AuthorizationChallenge"];

export interface Tokens {
  id_token: string;
  access_token: string;
}

const api = createClient<paths>({ baseUrl: server });

/**
 * A sign-in by a form of this app: docs/apps.md. For the realm's own apps alone, because the app sees the password.
 * Each step returns the tokens, or what Keycloak still asks for.
 */
export class FormSignIn {
  private readonly verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  private session?: string;

  async password(username: string, password: string): Promise<Tokens | Question> {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.verifier));
    return this.send({
      scope: "openid",
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
      username,
      password,
    });
  }

  code(otp: string): Promise<Tokens | Question> {
    return this.send({ auth_session: this.session, otp });
  }

  private async send(body: Request): Promise<Tokens | Question> {
    const { data, error, response } = await api.POST("/realms/{realm}/latchkey-otp/authorize-challenge", {
      params: { path: { realm } },
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: { client_id: clientId, ...body },
    });
    if (data) {
      return this.redeem(data.authorization_code);
    }
    const answer = error as Partial<Question> | undefined;
    // always the newest one
    this.session = answer?.auth_session ?? this.session;
    if (answer?.error === "insufficient_authorization") {
      return answer as Question;
    }
    throw new Error(answer?.error_description ?? answer?.error ?? `Keycloak answered ${response.status}`);
  }

  private async redeem(code: string): Promise<Tokens> {
    const response = await fetch(`${realmUrl}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: clientId,
        code,
        code_verifier: this.verifier,
      }),
    });
    if (!response.ok) {
      throw new Error(`The token endpoint answered ${response.status}`);
    }
    return response.json();
  }
}

/** The name in an ID token, which needs no further check: it came straight from the token endpoint. */
export function nameOf(tokens: Tokens): string {
  const payload = tokens.id_token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)).name;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
