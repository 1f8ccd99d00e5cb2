import { FormSignIn, nameOf, type Tokens } from "./form";
import { begin, finish, signOut } from "./redirect";

let form: FormSignIn;
let idToken: string | undefined;

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

function show(message: string): void {
  element("message").textContent = message;
}

function signedIn(name: string): void {
  show("");
  element("name").textContent = name;
  element("signed-in").hidden = false;
  element("signed-out").hidden = true;
}

/** Goes on with the answer of a step: done, or the code is asked for. */
async function next(step: Promise<Tokens | { otp_error?: string; masked_email?: string }>): Promise<void> {
  const answer = await step;
  if ("id_token" in answer) {
    idToken = answer.id_token;
    signedIn(nameOf(answer));
    return;
  }
  show(answer.otp_error ? `Not accepted: ${answer.otp_error}` : `A code was mailed to ${answer.masked_email}`);
  element("password-form").hidden = true;
  element("code-form").hidden = false;
}

/** Runs a step when its form is sent, and shows what went wrong. */
function onSubmit(id: string, step: (values: FormData) => Promise<void>): void {
  element<HTMLFormElement>(id).addEventListener("submit", (event) => {
    event.preventDefault();
    step(new FormData(event.target as HTMLFormElement)).catch((error: Error) => show(error.message));
  });
}

element("redirect").addEventListener("click", () => begin().catch((error: Error) => show(error.message)));
element("sign-out").addEventListener("click", () => signOut(idToken));
onSubmit("password-form", (values) => {
  form = new FormSignIn();
  return next(form.password(String(values.get("username")), String(values.get("password"))));
});
onSubmit("code-form", (values) => next(form.code(String(values.get("code")))));

finish().then((name) => name && signedIn(name)).catch((error: Error) => show(error.message));
