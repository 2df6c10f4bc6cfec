// What every page needs in the browser: the contents list open where there is room, buttons that only a script can answer,
// and the scripts that this page needs. Nothing is stored, and nothing is sent anywhere but to this site's own files.
// The build leaves out each line that imports what only a role draws, where no kind takes the role.

/** @type {(selector: string) => HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
const root = document.body.dataset.rot ?? ".";

/** @type {Promise<unknown>[]} What this page's scripts are doing before they answer; the body says when all of them do. */
const starting = [];

const wide = matchMedia("(min-width: 64rem)");
for (const contents of all("[data-innehall]")) contents.toggleAttribute("open", wide.matches);
for (const list of all("[data-filterlista]")) starting.push(import("./filterlista.js").then((filters) => filters.start(list)));
if (all("[data-listdelar]").length) starting.push(import("./listdelar.js").then((parts) => parts.start()));
for (const page of all("[data-soksida]")) {
  starting.push(import("./sok/sida.js").then((search) => search.start(page, root, document.body.dataset.sokindex ?? "")).catch((error) => {
    const [status, nothing] = ["[data-sokstatus]", "[data-sokinga]"].map((part) => page.querySelector(part));
    import("./texter.js").then(({ t }) => {
      if (status) status.textContent = t("sok.startade_inte");
    });
    nothing?.removeAttribute("hidden");
    throw error;
  }));
}
for (const field of all("#sok-huvud")) {
  field.addEventListener("focus", () => import("./sok/forslag.js").then((titles) => titles.start(/** @type {HTMLInputElement} */ (field))), { once: true });
}
document.addEventListener("keydown", (event) => {
  const writing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing) return;
  const field = all("input[type=search]").find((one) => one.getClientRects().length);
  if (!field) return;
  event.preventDefault();
  field.focus();
});

/**
 * What only some pages need is read there: where it starts, and how its module is read.
 * @type {[string, () => Promise<{ start: (element: HTMLElement, root: string) => unknown }>][]}
 */
const parts = [
  ["[data-katalog]", () => import("./katalog/lista.js")],
  ["[data-jamforelse]", () => import("./katalog/jamfor.js")],
  ["[data-nyckelordsregister]", () => import("./katalog/nyckelord.js")],
  ["[data-svarahittade]", () => import("./sok/svara.js")],
  ["[data-plats]:not([data-katalog] *)", () => import("./katalog/plats.js")],
];
for (const [selector, read] of parts) {
  const [element] = all(selector);
  if (!element) continue;
  starting.push(read().then((part) => part.start(element, root)).catch((error) => {
    element.querySelector("[data-katalogfilter]")?.remove(); // The whole list can still be read.
    throw error;
  }));
}
const listAbove = location.pathname.replace(/\/sida-[^/]+\/?$/, "/"); // Pages of a list come and go with its entries.
if (all("[data-saknas]").length && listAbove !== location.pathname) location.replace(location.origin + listAbove + location.hash);
for (const tools of all("[data-sidverktyg]")) tools.hidden = false;
document.addEventListener("click", (event) => {
  const clicked = event.target instanceof Element ? event.target : null;
  if (clicked?.closest("[data-skriv-ut]")) print();
  if (clicked?.closest("[data-mote]")) import("./mote.js").then((meeting) => meeting.start());
});
// The menu on a phone and the box of a term close when the focus leaves them for something else than their button.
document.addEventListener("focusin", ({ target }) => {
  if (!CSS.supports("selector(:popover-open)") || !(target instanceof Element)) return;
  for (const box of all(":popover-open")) {
    if (!box.contains(target) && target.getAttribute("popovertarget") !== box.id) box.hidePopover();
  }
});
// Safari keeps a page that is left, and empties its fields a moment after somebody has come back to it and been told so:
// they get the values that they had first, so what they hold now becomes that.
addEventListener("pagehide", () => {
  for (const field of all("input[autocomplete=off]")) {
    if (!(field instanceof HTMLInputElement)) continue;
    if (field.type === "checkbox") field.defaultChecked = field.checked;
    else field.defaultValue = field.value;
  }
});
const wantsMeeting = location.hash === "#mote" || new URLSearchParams(location.search).get("mote") === "1";
if (all("[data-vagval]").length) starting.push(import("./vagval.js").then((choices) => choices.start()));
if (wantsMeeting && all("[data-mote]").length) starting.push(import("./mote.js").then((meeting) => meeting.start()));
for (const form of all("[data-checklista]")) starting.push(import("./checklista.js").then((lists) => lists.start(form)));
for (const box of all("[data-minkommun]")) starting.push(import("./minkommun.js").then((own) => own.start(box)));
if (document.body.dataset.kommuner) starting.push(import("./minkommun.js").then((own) => own.fill(root)));
for (const records of all("[data-sidavid]")) starting.push(import("./sidavid.js").then((comparing) => comparing.start(records)));
for (const page of all("[data-skattning]")) starting.push(import("./skattning/start.js").then((assessment) => assessment.start(page, root)));
for (const clippings of all("[data-klippbok]").slice(0, 1)) starting.push(import("./kopiera.js").then((copying) => copying.start(clippings)));
Promise.allSettled(starting).then(() => document.body.toggleAttribute("data-startad", true));
