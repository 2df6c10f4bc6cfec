// @ts-check
/** Shows a page of the preview again when it has become another, and keeps the reader's place. Never published. */

const KEY = "kb-forhandsvisning";
const WAIT = 1000; // Milliseconds until a server that does not answer is asked again.
const LEAVING = 3000; // Milliseconds that somebody who has followed a link is given to come there.

/** @typedef {{ page: string, y: number, open: number[], focus: string }} Place */

const { sida = "/", tagg = "" } = document.getElementById("kb-visa")?.dataset ?? {};

/** @returns {Place} */
function place() {
  const details = [...document.querySelectorAll("details")];
  const open = details.flatMap((one, number) => (one.open ? [number] : []));
  return { page: location.pathname, y: scrollY, open, focus: document.activeElement?.id ?? "" };
}

function goBack() {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  /** @type {Place | null} */
  const was = kept ? JSON.parse(kept) : null;
  if (was?.page !== location.pathname) return;
  const details = document.querySelectorAll("details");
  for (const number of was.open) details[number]?.setAttribute("open", "");
  document.getElementById(was.focus)?.focus({ preventScroll: true });
  scrollTo({ top: was.y, behavior: "instant" });
}

/** @param {AbortSignal} signal */
async function isNew(signal) {
  const asked = new URLSearchParams({ sida, tagg });
  const answer = await fetch(`/__kb/nytt?${asked}`, { cache: "no-store", signal });
  return answer.ok && (await answer.json()).tagg !== tagg;
}

/** A tab that nobody sees asks nothing: a browser has few connections to one server. */
async function seen() {
  while (document.hidden) {
    await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
  }
}

/** @param {number} time In milliseconds. */
const pause = (time) => new Promise((done) => setTimeout(done, time));

let left = 0; // When a link was followed: to show the page again then would take the reader back.
addEventListener("beforeunload", () => {
  left = Date.now();
});

async function follow() {
  for (;;) {
    await seen();
    const stop = new AbortController();
    document.addEventListener("visibilitychange", () => stop.abort(), { once: true, signal: stop.signal });
    try {
      if (await isNew(stop.signal)) break;
    } catch {
      await pause(WAIT);
    }
    stop.abort();
  }
  while (Date.now() - left < LEAVING) await pause(LEAVING);
  sessionStorage.setItem(KEY, JSON.stringify(place()));
  location.reload();
}

goBack();
follow();
