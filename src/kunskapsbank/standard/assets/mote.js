// The meeting view: one part of the page at a time in large text, what applies is ticked, and a summary of one page to
// print at the end. Nothing is stored: what is ticked lives in this module until the view is left.

import { all, find, make } from "./element.js";
import { copyOf, entry, groupOf, groupsOf, partsOf, textOf } from "./mote/delar.js";
import { isTight, summary } from "./mote/sammanfattning.js";
import { isMeeting, keyTo, Ticked, withoutMeeting } from "./mote/val.js";
import { t } from "./texter.js";

/** @import { Choice } from "./mote/val.js" */

/** @param {string} text @param {() => void} action @param {boolean} [off] @param {boolean} [main] */
const button = (text, action, off = false, main = false) =>
  make("button", { type: "button", class: main ? "knapp" : "knapp knapp--svag", onclick: action, disabled: off }, text);

/** Whether the reader answers in *block*. @param {Element} block */
const asks = (block) => block.querySelector("[data-svar]") !== null;

/** What a label must not hold: what can be pressed by itself, and blocks. */
const NOT_IN_LABEL = "a, p, dl, div, h2, h3, h4, summary";

/** Take what stands behind *view* out of reach, or back. @param {Element} view @param {boolean} inert */
function setBehind(view, inert) {
  for (const other of document.body.children) if (other !== view && other instanceof HTMLElement) other.inert = inert;
}

/** The page that stands behind the view, read; *at* is the part to begin with: the one with the question, if any. */
function pageBehind() {
  const main = find(document, "main");
  const parts = partsOf(main);
  const at = Math.max(0, parts.findIndex(({ blocks }) => blocks.some(asks)));
  return { parts, at, title: textOf(find(main, "h1")), groups: groupsOf(main), trail: history.state?.vag ?? [] };
}

class Meeting {
  constructor() {
    this.ticked = new Ticked();
    this.page = pageBehind();
    this.at = this.page.at;
    this.view = make("div", { class: "mote", tabindex: "-1", role: "dialog", "aria-modal": "true", "aria-label": t("mote.namn") });
    this.full = button("", () => this.toggleFull());
    this.onPage = () => {
      this.ticked.clear();
      this.page = pageBehind();
      this.at = this.page.at;
      this.show(true);
    };
    this.onBack = () => {
      if (!isMeeting(location.search)) this.close();
    };
    this.onFull = () => this.nameFull();
    this.view.addEventListener("keydown", (event) => this.key(event));
    addEventListener("kb:sida", this.onPage);
    addEventListener("popstate", this.onBack);
    document.addEventListener("fullscreenchange", this.onFull);
    document.body.append(this.view);
    this.show(true);
    setBehind(this.view, true);
    document.documentElement.dataset.motesvy = "";
    find(this.view, "h1").focus();
  }

  get last() {
    return this.page.parts.length;
  }

  show(focus = false) {
    const { parts, title, trail, groups } = this.page;
    const atEnd = this.at === this.last;
    const heading = make("h1", { tabindex: "-1", "aria-describedby": "mote-plats" }, atEnd ? t("mote.sammanfattning") : parts[this.at].heading);
    const content = atEnd ? summary(title, trail, this.ticked, groups) : this.part();
    const body = make("div", { class: "mote-del" }, heading, ...content);
    this.view.replaceChildren(this.bar(atEnd), body);
    this.view.classList.toggle("mote--slut", atEnd);
    this.view.classList.toggle("mote--tat", atEnd && isTight(body));
    this.view.scrollTop = 0;
    if (focus) heading.focus();
  }

  /** @param {boolean} atEnd */
  bar(atEnd) {
    this.nameFull();
    return make("div", { class: "mote-rad" },
      make("p", { class: "mote-plats", id: "mote-plats" }, atEnd ? t("mote.till_sist") : t("mote.del", { nummer: this.at + 1, alla: this.last })),
      button(t("mote.fore"), () => this.go(this.at - 1), this.at === 0),
      ...(atEnd ? [button(t("mote.skriv_ut"), () => print(), false, true)]
        : [button(t("mote.nasta"), () => this.go(this.at + 1), false, true), button(t("mote.sammanfattning"), () => this.go(this.last))]),
      ...(document.fullscreenEnabled ? [this.full] : []),
      button(t("mote.avsluta"), () => this.close()));
  }

  /** The part of the page that is shown, with boxes to tick. */
  part() {
    const { heading, blocks } = this.page.parts[this.at];
    const shown = blocks.map((block) => this.tickable(copyOf(block), groupOf(block)));
    if (blocks.some(asks)) return shown;
    const help = (/** @type {(Node | string)[]} */ ...content) => make("p", { class: "mote-hjalp" }, ...content);
    if (shown.some((block) => block.querySelector(".mote-kryss"))) {
      return [...shown, help(t("mote.kryssa"))];
    }
    const whole = { group: "ovrigt", text: `${heading}: ${textOf(blocks[0])}`, links: [] };
    return [...shown, help(make("label", {}, this.box(whole), t("mote.ta_med_det")))];
  }

  /** A box that takes *one* into the summary. @param {Choice} one @param {string} [name] */
  box(one, name) {
    const box = make("input", { type: "checkbox", class: "mote-kryss", "aria-label": name });
    const part = this.at;
    box.checked = this.ticked.has(part, one);
    box.addEventListener("change", () => this.ticked.set(part, one, box.checked));
    return box;
  }

  /** Put a box before each item of a list, so that what applies can be ticked. @param {Element} copy @param {string} group */
  tickable(copy, group) {
    for (const item of copy.matches("ul, ol") ? copy.children : copy.querySelectorAll("li")) {
      if (asks(item) || item.querySelector("ul, ol")) continue;
      const one = { group, ...entry(item) };
      item.classList.add("mote-val");
      if (item.querySelector(NOT_IN_LABEL)) this.besideText(item, one);
      else item.replaceChildren(make("label", {}, this.box(one), ...item.childNodes));
    }
    return copy;
  }

  /** A box before an item that cannot stand in a label; the whole item can be pressed. @param {Element} item @param {Choice} one */
  besideText(item, one) {
    const box = this.box(one, t("mote.punkt", { text: one.text }));
    item.prepend(box);
    item.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("a, input")) box.click();
    });
  }

  /** @param {number} to */
  go(to) {
    this.at = Math.max(0, Math.min(this.last, to));
    this.show(true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Tab") return this.keepInside(event);
    const to = keyTo(event.key, this.at, this.last);
    if (event.key === "Escape") this.close();
    else if (to === null) return;
    else this.go(to);
    event.preventDefault();
  }

  /** Tab goes round inside the view. @param {KeyboardEvent} event */
  keepInside(event) {
    const stops = [...this.view.querySelectorAll("a[href], button:not(:disabled), input, summary, [tabindex='0']")]
      .filter((one) => one instanceof HTMLElement && one.getClientRects().length);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const from = document.activeElement;
    if (event.shiftKey ? from === first || !from || !stops.includes(from) : from === last) {
      /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
      event.preventDefault();
    }
  }

  nameFull() {
    this.full.textContent = document.fullscreenElement ? t("mote.lamna_helskarm") : t("mote.helskarm");
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.view.requestFullscreen().catch(() => this.full.remove());
  }

  close() {
    if (document.fullscreenElement) document.exitFullscreen();
    removeEventListener("kb:sida", this.onPage);
    removeEventListener("popstate", this.onBack);
    document.removeEventListener("fullscreenchange", this.onFull);
    setBehind(this.view, false);
    delete document.documentElement.dataset.motesvy;
    this.view.remove();
    history.replaceState(history.state, "", withoutMeeting(location.href));
    (all(document, "[data-mote]")[0] ?? find(document, "main")).focus();
    open = null;
  }
}

/** @type {Meeting | null} */
let open = null;

/** Open the view over the page. */
export function start() {
  if (open) return;
  const url = new URL(location.href);
  if (!isMeeting(url.search)) {
    url.searchParams.set("mote", "1");
    history.replaceState(history.state, "", url);
  }
  open = new Meeting();
}
