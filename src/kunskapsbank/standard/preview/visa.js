// @ts-check
/** Shows a page of the preview again when it has become another, and keeps the reader's place. Never published. */

const KEY = "kb-forhandsvisning";
const WAIT = 1000; // Milliseconds until a server that does not answer is asked again.

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

async function follow() {
  for (;;) {
    await seen();
    const stop = new AbortController();
    document.addEventListener("visibilitychange", () => stop.abort(), { once: true, signal: stop.signal });
    try {
      if (await isNew(stop.signal)) break;
    } catch {
      await new Promise((done) => setTimeout(done, WAIT));
    }
    stop.abort();
  }
  sessionStorage.setItem(KEY, JSON.stringify(place()));
  location.reload();
}

goBack();
follow();
