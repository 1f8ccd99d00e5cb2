// Sends each form once, counts down what the page of the code says in words, and goes on when its number was typed on
// another device. The pages are complete without it, and the server decides in any case.

const root = document.getElementById("latchkey-email-otp");
const status = document.getElementById("latchkey-status");
const loaded = Date.now();

/** Reads a number of seconds from a data attribute as a point in time; undefined when the page gives none. */
function deadline(name) {
  const seconds = root.dataset[name];
  return seconds ? loaded + Number(seconds) * 1000 : undefined;
}

function secondsUntil(time) {
  return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function fill(text, value) {
  return text.replace("{0}", value);
}

/** Adds to the live region instead of replacing, so that of two announcements at once none is lost. */
function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  status.append(line);
}

/** Calls `tick` with the seconds left, now and every second, the last time with 0. */
function countDown(until, tick) {
  const step = () => {
    const left = secondsUntil(until);
    tick(left);
    if (left > 0) {
      setTimeout(step, 1000);
    }
  };
  step();
}

/** Shows a ticking clock to the eye, and to a screen reader the time of day, which never needs an update. */
function showExpiry(until) {
  const words = document.getElementById("latchkey-expiry");
  if (!words) {
    return;
  }
  const ticking = document.createElement("span");
  ticking.setAttribute("aria-hidden", "true");
  words.before(ticking);
  words.classList.add("latchkey-sr");
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(until);
  words.textContent = fill(root.dataset.textUntil, time);

  let warned = secondsUntil(until) <= 60;
  countDown(until, (left) => {
    if (left === 0) {
      ticking.remove();
      words.classList.remove("latchkey-sr");
      words.textContent = root.dataset.textExpired;
      document.getElementById("latchkey-attempts")?.remove();
      document.getElementById("latchkey-next-code")?.remove();
      document.getElementById("latchkey-again")?.removeAttribute("hidden");
      announce(root.dataset.textExpired);
      return;
    }
    ticking.textContent = fill(root.dataset.textClock, clock(left));
    if (left <= 60 && !warned) {
      warned = true;
      announce(root.dataset.textSoon);
    }
  });
}

function holdResend(until) {
  const button = document.getElementById("latchkey-resend");
  const hint = document.getElementById("latchkey-resend-hint");
  if (!button || !hint) {
    return;
  }
  button.disabled = true;
  countDown(until, (left) => {
    if (left === 0) {
      button.disabled = false;
      button.removeAttribute("aria-describedby");
      hint.remove();
      announce(root.dataset.textReady);
      return;
    }
    hint.textContent = fill(root.dataset.textWait, clock(left));
  });
}

/** A double click must not send a form twice: the second answer would replace the first one's page. */
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
    }
    // a script of a theme may have stopped it: then nothing is sent
    sent ||= !event.defaultPrevented;
  });
  globalThis.addEventListener("pageshow", (event) => {
    // by the back button; a page that is still loading is shown after the first click
    if (event.persisted) {
      sent = false;
    }
  });
}

const ASK_EVERY_MILLIS = 4000;
const ASK_AT_MOST_EVERY_MILLIS = 60000;

/**
 * Asks until the code expires whether the number was typed on another device, and then presses the button that is there
 * without scripts, too. A hidden page asks nothing; a server that fails is asked less and less often.
 */
function awaitConfirmation(url, until) {
  const button = document.getElementById("latchkey-confirmed");
  let pause = ASK_EVERY_MILLIS;
  let timer;
  const ask = async () => {
    timer = undefined;
    if (document.hidden || Date.now() >= until) {
      return;
    }
    try {
      const answer = await fetch(url, { cache: "no-store", redirect: "error" });
      if (answer.status === 200) {
        button.form.requestSubmit(button);
        return;
      }
      pause = answer.ok ? ASK_EVERY_MILLIS : Math.min(2 * pause, ASK_AT_MOST_EVERY_MILLIS);
    } catch {
      pause = Math.min(2 * pause, ASK_AT_MOST_EVERY_MILLIS);
    }
    timer = setTimeout(ask, pause);
  };
  timer = setTimeout(ask, pause);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && timer === undefined) {
      ask();
    }
  });
}

document.querySelectorAll("form").forEach(sendOnce);

if (root) {
  const expires = deadline("expires");
  if (expires) {
    showExpiry(expires);
  }
  const wait = deadline("wait");
  if (wait) {
    holdResend(wait);
  }

  if (root.dataset.statusUrl && expires) {
    const number = document.getElementById("latchkey-number").textContent;
    announce(`${document.getElementById("latchkey-number-intro").textContent} ${[...number].join(" ")}`);
    awaitConfirmation(root.dataset.statusUrl, expires);
  }

  // With a field on the page the message is read as its description; without one, nothing else would say it.
  const message = document.getElementById("latchkey-message");
  if (message && !document.getElementById("code")) {
    announce(message.textContent);
  }
}
