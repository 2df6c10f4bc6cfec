// The meeting view: one part of the page at a time in large text, what applies is ticked, and a summary of one page to
// print at the end. Nothing is stored: what is ticked lives in this module until the view is left.

import { make } from "./element.js";

const HEADING = "H2";
const LINE = 90; // Letters that fit a line of the printed summary,
const SHEET = 38; // and lines that leave room for notes on an A4 sheet. With more, the print is smaller.
const MOST = 12; // Items of a group that go into the summary though none is ticked.

const textOf = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("button, [data-mote-utom], .dold-text").forEach((part) => part.remove());
  copy.querySelectorAll("br").forEach((part) => part.replaceWith(": "));
  return copy.textContent.replace(/[\u2060\u00ad]/g, "").replace(/\s+/g, " ").trim();
};

/** What an item says, and where its links lead. */
const entry = (item) => ({
  text: textOf(item),
  links: [...item.querySelectorAll("a[href]")].map((link) => ({ text: textOf(link), href: link.href })),
});

/** About how many lines *body* takes on paper. */
const linesOf = (body) => [...body.querySelectorAll("h2, p, li")].reduce((sum, part) => sum + Math.ceil(part.textContent.length / LINE), 0);

/** Which part of the summary a list belongs to. */
const groupOf = (list) => list.dataset.moteDel ?? (list.matches("ol.steg") ? "steg" : "ovrigt");

/** The parts of the page: what stands before the first heading, then one for each. */
function partsOf(main) {
  const column = main.querySelector(".huvudspalt");
  const blocks = [...column.children].flatMap((block) => (block.matches("section:not(.osakert), [data-vagval]") ? [...block.children] : [block]));
  const parts = [{ heading: textOf(main.querySelector("h1")), blocks: [] }];
  const lead = main.querySelector(".ingress");
  if (lead) parts[0].blocks.push(lead);
  for (const block of blocks) {
    if (block.matches(".process, .sidverktyg, [data-mina-svar], [hidden], .osakert, .kortlista, .vagjamforval")) continue;
    if (block.tagName === HEADING) parts.push({ heading: textOf(block), blocks: [] });
    else parts.at(-1).blocks.push(block);
  }
  return parts.filter((part) => part.blocks.length);
}

/** A copy to show: without anchors, buttons and what opens outside the view. */
function copyOf(block) {
  const copy = block.cloneNode(true);
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    part.removeAttribute("id");
    part.removeAttribute("for");
  }
  copy.querySelectorAll("button, [hidden], [role=status], .platsfalt, .platsalla").forEach((part) => part.remove());
  copy.querySelectorAll("label > input").forEach((part) => part.remove());
  return raised(copy);
}

/** *copy* with its headings one level up: in the view they stand right below the part's own. */
function raised(copy) {
  const up = (heading) => make(`h${heading.tagName[1] - 1}`, heading.className, ...heading.childNodes);
  copy.querySelectorAll("h3, h4").forEach((heading) => heading.replaceWith(up(heading)));
  return copy.matches("h3, h4") ? up(copy) : copy;
}

class Meeting {
  constructor() {
    this.ticked = new Map(); // part, group and text -> { group, text, links }
    this.trail = [];
    this.at = 0;
    this.view = make("div", { class: "mote", tabindex: "-1", role: "dialog", "aria-modal": "true", "aria-labelledby": "mote-rubrik" });
    this.view.addEventListener("keydown", (event) => this.key(event));
    addEventListener("kb:sida", this.onPage = () => { this.ticked.clear(); this.read(); this.show(true); });
    this.onBack = () => { if (new URLSearchParams(location.search).get("mote") !== "1") this.close(); };
    addEventListener("popstate", this.onBack);
    document.addEventListener("fullscreenchange", this.onFull = () => this.nameFull());
    document.body.append(this.view);
    this.read();
    this.show(true);
    for (const other of document.body.children) if (other !== this.view) other.inert = true;
    document.documentElement.dataset.motesvy = "";
    this.view.querySelector("h1").focus();
  }

  /** Take in the page that stands behind the view. */
  read() {
    const main = document.querySelector("main");
    this.parts = partsOf(main);
    this.title = textOf(main.querySelector("h1"));
    this.at = Math.max(0, this.parts.findIndex(({ blocks }) => blocks.some((block) => block.querySelector("[data-svar]"))));
    this.groups = { vagar: [], steg: [], papper: [], kontakt: [], regler: [] };
    for (const list of main.querySelectorAll(".huvudspalt :is([data-mote-del], .huvudspalt > ol.steg)")) {
      for (const item of list.querySelectorAll(":scope > li")) this.groups[groupOf(list)]?.push(entry(item));
    }
    this.groups.kontakt = [...main.querySelectorAll(".huvudspalt .kontakt")].map((box) => (
      { ...entry(box), text: [...box.querySelectorAll("p")].filter((line) => !line.querySelector("a")).map(textOf).join(": ") }));
    const asked = main.querySelector("#del-kontakt + p");
    if (!this.groups.kontakt.length && asked) this.groups.kontakt.push(entry(asked));
    this.trail = history.state?.vag ?? [];
  }

  get last() { return this.parts.length; }

  show(focus = false) {
    const summary = this.at === this.last;
    const heading = make("h1", { id: "mote-rubrik", tabindex: "-1" }, summary ? "Sammanfattning" : this.parts[this.at].heading);
    const body = make("div", { class: "mote-del" }, heading, ...(summary ? this.summary() : this.part()));
    this.view.replaceChildren(this.bar(summary), body);
    this.view.classList.toggle("mote--slut", summary);
    this.view.classList.toggle("mote--tat", summary && linesOf(body) > SHEET);
    this.view.scrollTop = 0;
    if (focus) heading.focus();
  }

  bar(summary) {
    const button = (text, action, off = false, main = false) =>
      make("button", { type: "button", class: main ? "knapp" : "knapp knapp--svag", onclick: action, disabled: off }, text);
    this.full = document.fullscreenEnabled ? button("", () => this.toggleFull()) : "";
    this.nameFull();
    return make("div", { class: "mote-rad" },
      make("p", { class: "mote-plats" }, summary ? "Till sist" : `Del ${this.at + 1} av ${this.last}`),
      button("Föregående", () => this.go(this.at - 1), this.at === 0),
      summary ? "" : button("Nästa", () => this.go(this.at + 1), false, true),
      summary ? button("Skriv ut", () => print(), false, true) : button("Sammanfattning", () => this.go(this.last)),
      this.full,
      button("Avsluta", () => this.close()));
  }

  part() {
    const { heading, blocks } = this.parts[this.at];
    const shown = blocks.map((block) => this.tickable(copyOf(block), groupOf(block)));
    if (blocks.some((block) => block.querySelector("[data-svar]"))) return shown;
    if (shown.some((block) => block.querySelector(".mote-kryss"))) {
      return [...shown, make("p", { class: "mote-hjalp" }, "Kryssa det som gäller, så kommer det med i sammanfattningen.")];
    }
    const whole = { group: "ovrigt", text: `${heading}: ${textOf(blocks[0])}` };
    return [...shown, make("p", { class: "mote-hjalp" }, make("label", {}, this.box(whole), "Ta med det här i sammanfattningen"))];
  }

  /** A box that takes *one* into the summary. */
  box(one, name) {
    const box = make("input", { type: "checkbox", class: "mote-kryss", "aria-label": name });
    const key = `${this.at} ${one.group} ${one.text}`;
    box.checked = this.ticked.has(key);
    box.addEventListener("change", () => (box.checked ? this.ticked.set(key, one) : this.ticked.delete(key)));
    return box;
  }

  /** Put a box before each item of a list, so that what applies can be ticked. */
  tickable(copy, group) {
    for (const item of copy.matches("ul, ol") ? copy.children : copy.querySelectorAll("li")) {
      if (item.querySelector("[data-svar]") || item.querySelector("ul, ol")) continue;
      const one = { group, ...entry(item) };
      const box = this.box(one, `Gäller: ${one.text}`);
      item.prepend(box);
      item.classList.add("mote-val");
      item.addEventListener("click", (event) => { if (!event.target.closest("a, input")) box.click(); });
    }
    return copy;
  }

  /** What of a group goes into the summary: what is ticked; when nothing is, all of a group that fits a sheet. */
  chosen(group) {
    const ticked = [...new Map([...this.ticked.values()].filter((one) => one.group === group).map((one) => [one.text, one])).values()];
    return ticked.length || this.long(group) ? ticked : this.groups[group] ?? [];
  }

  long(group) { return (this.groups[group]?.length ?? 0) > MOST; }

  summary() {
    const list = (tag, items, box = false) => make(tag, {}, ...items.map(({ text }) => make("li", {},
      box ? make("span", { class: "mote-ruta", "aria-hidden": "true" }) : "", text)));
    const section = (title, content) => make("section", {}, make("h2", {}, title), content);
    const some = (title, items, tag, box) => (items.length ? section(title, list(tag, items, box)) : "");
    const [ways, steps, papers, rules] = ["vagar", "steg", "papper", "regler"].map((group) => this.chosen(group));
    const answers = this.trail.map(({ fraga, svar }) => ({ text: `${fraga} ${svar}` }));
    return [
      make("p", { class: "mote-amne" }, this.title),
      some("Du svarade", answers, "ul"),
      some("Det här kan passa", ways, "ul"),
      some("Det här gäller", this.chosen("ovrigt"), "ul"),
      some("Nästa steg", steps, "ol"),
      some("Ta med", papers, "ul", true),
      this.groups.kontakt.length ? section("Kontakt", make("div", {}, ...this.groups.kontakt.map(({ text }) => make("p", {}, text)))) : "",
      some("Regler", rules, "ul"),
      section("Länkar", this.links([...this.groups.kontakt, ...ways, ...steps])),
      make("section", { class: "mote-rum" }, make("h2", {}, "Anteckningar"), make("div", { class: "mote-anteckning" })),
      Object.keys(this.groups).some((group) => this.long(group) && !this.chosen(group).length)
        ? make("p", { class: "mote-hjalp mote-skriv" }, "Sidan har fler punkter än som får plats. Gå tillbaka och kryssa det som gäller, så kommer det med.") : "",
      make("p", { class: "mote-hjalp mote-skriv" }, "Välj ”Spara som pdf” i utskriftsrutan för en fil. Ingenting sparas här."),
    ].filter(Boolean);
  }

  /** This page and what the items link to, each once, with the addresses written out for paper. */
  links(items) {
    const here = new URL(location.href);
    here.search = here.hash = "";
    const found = new Map([[here.href, this.title], ...items.flatMap(({ links }) => links).map(({ href, text }) => [href, text])]);
    return make("ul", { class: "mote-lankar" }, ...[...found].map(([href, text]) => make("li", {},
      make("a", { href }, text), make("span", {}, ` ${href}`))));
  }

  go(to) {
    this.at = Math.max(0, Math.min(this.last, to));
    this.show(true);
    if (this.at === this.last) this.view.querySelector(".mote-rad .knapp:not(.knapp--svag)").focus();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: this.last }[event.key];
    if (event.key === "Escape") this.close();
    else if (event.key === "Tab") return this.keepInside(event);
    else if (to === undefined) return;
    else this.go(to);
    event.preventDefault();
  }

  /** Tab goes round inside the view. */
  keepInside(event) {
    const stops = [...this.view.querySelectorAll("a[href], button:not(:disabled), input, summary, [tabindex='0']")]
      .filter((one) => one.getClientRects().length);
    const [first, last] = [stops[0], stops.at(-1)];
    const from = document.activeElement;
    if (event.shiftKey ? from === first || !stops.includes(from) : from === last) {
      (event.shiftKey ? last : first).focus();
      event.preventDefault();
    }
  }

  nameFull() {
    if (this.full) this.full.textContent = document.fullscreenElement ? "Lämna helskärm" : "Helskärm";
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
    for (const other of document.body.children) other.inert = false;
    delete document.documentElement.dataset.motesvy;
    this.view.remove();
    const url = new URL(location.href);
    url.searchParams.delete("mote");
    if (url.hash === "#mote") url.hash = "";
    history.replaceState(history.state, "", url);
    (document.querySelector("[data-mote]") ?? document.querySelector("main")).focus();
    open = null;
  }
}

let open = null;

/** Open the view over the page. */
export function start() {
  if (open) return;
  const url = new URL(location.href);
  if (url.searchParams.get("mote") !== "1") {
    url.searchParams.set("mote", "1");
    history.replaceState(history.state, "", url);
  }
  open = new Meeting();
}
