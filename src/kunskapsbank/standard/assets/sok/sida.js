// The search page: reads the address, asks the index, and draws an ordered list of hits.
// ?q= is the question; ordning=datum sorts by date; exakt=1 turns correction off; every other name is a filter, as the
// index tells them. The question is sent nowhere and stored nowhere; how many hits are shown, and how far down somebody
// has come, stand in the entry of the browser's history.

import { change, chosen, onReturn, put, query } from "../adress.js";
import { all, find, make } from "../element.js";
import { how } from "./plan.js";
import { isAnswer, isWeak } from "./rang.js";
import { open } from "./register.js";
import { byDate, chosenFilters, counts, filtering, passing, told } from "./urval.js";
import { correctedWords, excerpt, fragment, readAs, saying } from "./utdrag.js";
import { t } from "../texter.js";

/** @import { Plan } from "./plan.js" */
/** @import { Hit } from "./rang.js" */
/** @import { Register, Shown } from "./register.js" */

const PAGE_SIZE = 10; // Hits drawn at a time.
const PAUSE = 60; // Milliseconds without a key before a search.
const REST = 200; // Milliseconds without scrolling before the place is remembered.

/**
 * @param {Shown} data
 * @param {string} root
 * @param {Set<string>} terms
 * @param {(word: string) => string} term
 * @param {boolean} answer Whether the hit is told as the answer.
 */
function drawHit(data, root, terms, term, answer) {
  const pieces = excerpt(data.text, terms, term);
  const told = pieces.map((piece) => piece.text).join("");
  const lead = (answer && data.reply) || data.ingress;
  const inside = told && told !== data.ingress ? fragment(data.text, terms, term) : "";
  const checked = data.checked ? t("sok.kontrollerad", { dag: data.checked }) : "";
  const lang = spoken(data);
  return make("li", answer ? "traff traff--svar" : "traff",
    ...(answer ? [make("p", "traff-svar", t("sok.svar"))] : []),
    ...(data.kind ? [make("p", { class: "slag", lang }, data.kind)] : []),
    make("a", { class: "traff-rubrik", href: `${root}/${data.address}${inside}`, lang, hreflang: lang }, data.title),
    make("p", { class: "traff-ingress", lang }, lead),
    ...(answer && data.basis ? [make("p", "liten", [data.basis, checked].filter(Boolean).join(". "))] : []),
    ...(told && told !== data.ingress && lead === data.ingress ? [make("p", { class: "traff-text", lang }, ...pieces.map(({ text, marked }) => (marked ? make("mark", "", text) : text)))] : []));
}

/** The language of what a hit shows, where that is another than the page's. @param {Shown} data */
const spoken = ({ lang }) => (lang && lang !== document.documentElement.lang ? lang : undefined);

/** Whether *hit* has the title of the one *before* it. @param {Hit} before @param {Hit} hit @param {Map<number, number>} groups */
function isOfGroup(before, hit, groups) {
  const group = groups.get(hit.page);
  return group !== undefined && group === groups.get(before.page);
}

/** Show *data*, a page with the title of the hit *shown*, as a link below it. @param {Element | null} shown @param {Shown} data @param {string} root */
function addToGroup(shown, data, root) {
  const lang = spoken(data);
  const link = make("a", { href: `${root}/${data.address}`, lang, hreflang: lang }, data.kind ? `${data.title} (${data.kind})` : data.title);
  const others = shown?.querySelector(".traff-flera") ?? make("p", "traff-flera", t("sok.ocksa"));
  others.append(" ", link);
  shown?.append(others);
}

/**
 * A labelled choice among *options*, [value, text].
 * @param {string} id
 * @param {string} label
 * @param {[string, string][]} options
 * @param {string} chosen
 * @param {(value: string) => void} onChange
 */
function choice(id, label, options, chosen, onChange) {
  const select = make("select", { id }, ...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  select.addEventListener("change", () => onChange(select.value));
  return make("div", "filterval", make("label", { for: id }, label), select);
}

/** How many hits an entry of the history has shown, and how far down it was. @returns {{ drawn?: number, y?: number }} */
const remembered = () => history.state ?? {};
const remember = (/** @type {{ drawn?: number, y?: number }} */ more) => history.replaceState({ ...history.state, ...more }, "");

class SearchPage {
  /** @param {HTMLElement} page @param {string} root @param {string} index */
  constructor(page, root, index) {
    const part = (/** @type {string} */ name) => find(page, `[data-${name}]`);
    this.page = page;
    this.root = root;
    this.index = index;
    this.field = find(page, "input[name=q]", HTMLInputElement);
    this.results = part("search-results");
    this.list = find(this.results, "ol");
    this.status = part("sokstatus");
    this.more = part("sokmer");
    this.choices = part("sokval");
    this.corrected = part("sokrattad");
    this.nothing = part("sokinga");
    this.unknown = part("sokokanda");
    this.chips = part("sokvalda");
    this.filters = find(page, "[data-sokfilter]", HTMLDetailsElement);
    /** @type {Register | null} */
    this.register = null;
    /** @type {{ hits: Hit[], drawn: number, terms: Set<string>, sure: boolean }} *sure*: whether the first hit is the answer. */
    this.shown = { hits: [], drawn: 0, terms: new Set(), sure: false };
    this.latest = 0;
    this.drawing = false;
  }

  /** The question in the address. */
  get question() {
    return (chosen().get("q") ?? "").trim();
  }

  /** Change the address and search. @param {(wanted: URLSearchParams) => void} edit */
  go(edit, replace = false) {
    change(edit, { replace });
    return this.search();
  }

  /** Let what stands in the field be the question. */
  ask(replace = false) {
    return this.go((wanted) => {
      put(wanted, "q", this.field.value);
      wanted.delete("exakt");
    }, replace);
  }

  /** Show what the address says. */
  follow() {
    this.field.value = chosen().get("q") ?? "";
    return this.search();
  }

  /** Draw the next *count* hits; gives what they show. @param {Register} register @param {number} ticket */
  async draw(register, ticket, count = PAGE_SIZE) {
    const next = this.shown.hits.slice(this.shown.drawn, this.shown.drawn + count);
    const drawn = await Promise.all(next.map((hit) => register.data(hit)));
    if (ticket !== this.latest) return [];
    this.shown.drawn += drawn.length;
    const { terms, sure } = this.shown;
    drawn.forEach((one, nth) => {
      const before = this.shown.hits[this.shown.drawn - drawn.length + nth - 1];
      if (before && isOfGroup(before, next[nth], register.vocabulary.groups)) addToGroup(this.list.lastElementChild, one, this.root);
      else this.list.append(drawHit(one, this.root, terms, saying(register.vocabulary), sure && !this.list.childElementCount));
    });
    this.more.hidden = this.shown.drawn >= this.shown.hits.length;
    return drawn;
  }

  /** Draw more hits, and lead on to the first of them. */
  async drawMore() {
    if (!this.register || this.drawing) return; // A second press means what the first one did.
    this.drawing = true;
    try {
      const first = this.shown.drawn;
      await this.draw(this.register, this.latest);
      remember({ drawn: this.shown.drawn });
      all(this.list, "a")[first]?.focus();
    } finally {
      this.drawing = false;
    }
  }

  /** @param {string} message */
  clear(message) {
    this.list.replaceChildren();
    this.results.setAttribute("aria-busy", "false");
    for (const part of [this.filters, this.more, this.corrected, this.nothing, this.unknown, this.chips]) part.hidden = true;
    this.status.textContent = message;
  }

  /** Keep the hits that pass every chosen filter, and draw the filters with how many hits each value would leave. @param {Hit[]} hits @param {Register} register */
  async filter(hits, register) {
    const wanted = chosen();
    const sets = await register.filters();
    const filters = chosenFilters(wanted, sets);
    const setOrRemove = (/** @type {string} */ name) => (/** @type {string} */ value) => this.go((w) => put(w, name, value));
    const boxes = [...await register.labels()].map(([name, label]) => {
      const options = counts(name, hits, filters, sets).map(([value, count]) => /** @type {[string, string]} */ ([value, `${value} (${count})`]));
      return choice(`sokfilter-${name}`, label, [["", t("sok.alla")], ...options], filters.get(name) ?? "", setOrRemove(name));
    });
    boxes.push(choice("sok-ordning", t("sok.ordning"), [["", t("sok.bast")], ["datum", t("sok.nyast")]], wanted.get("ordning") ?? "", setOrRemove("ordning")));
    const focused = document.activeElement?.id;
    this.choices.replaceChildren(...boxes);
    if (focused?.startsWith("sok") && focused !== this.field.id) document.getElementById(focused)?.focus();
    this.drawChips(filters, await register.labels());
    return passing(hits, filters, sets);
  }

  /** Show the filters that are chosen, each taken away by a press. @param {Map<string, string>} filters @param {Map<string, string>} labels */
  drawChips(filters, labels) {
    this.chips.hidden = !filters.size;
    this.chips.replaceChildren(...[...filters].map(([name, value]) => {
      const text = t("sok.valt", { filter: labels.get(name) ?? name, varde: value });
      const away = () => this.go((wanted) => wanted.delete(name));
      return make("li", {}, make("button", { type: "button", class: "sokvald", "aria-label": t("sok.ta_bort", { valt: text }), onclick: away }, `${text} ×`));
    }));
  }

  /** Show the question as it was read, with what was typed one click away; gives the sentence. @param {Map<string, string>} meant */
  showCorrections(meant) {
    this.corrected.hidden = !meant.size;
    if (!meant.size) return "";
    const exact = chosen();
    exact.set("exakt", "1");
    const read = t("sok.citat", { ord: readAs(this.question, meant) });
    const link = make("a", { href: query(exact) }, t("sok.som_du_skrev", { ord: chosen().get("q") ?? "" }));
    this.corrected.replaceChildren(`${t("sok.visar_for", { ord: read })} `, link, ".");
    return t("sok.last_som", { ord: read });
  }

  /** Tell which words no page has, and whether an answer in English is looked for in vain; gives what is told. @param {Plan} plan */
  showUnknown(plan) {
    const words = [...new Set(plan.slots.filter((slot) => !slot.alternatives.length).map((slot) => slot.word))];
    const quoted = words.map((word) => t("sok.citat", { ord: word })).join(t("sok.och"));
    const told = words.length ? t("sok.okanda", { antal: words.length, ord: quoted }) : "";
    const english = plan.english ? make("span", { lang: "en" }, t("sok.pa_svenska")) : "";
    this.unknown.hidden = !told && !english;
    this.unknown.replaceChildren(told, told && english ? " " : "", english);
    return told;
  }

  /** Let the question be sent by mail, where the site says how those who answer for it are reached. */
  offerMail() {
    const [contact] = all(document, 'footer a[href^="mailto:"]');
    this.nothing.querySelector("[data-sokbrev]")?.remove();
    if (!contact) return;
    const subject = encodeURIComponent(t("sok.brevamne", { ord: this.question }));
    const link = make("a", { href: `${contact.getAttribute("href")}?subject=${subject}` }, t("sok.fraga_oss"));
    this.nothing.querySelector("ul")?.append(make("li", { "data-sokbrev": true }, link));
  }

  /** Answer the question in the address. */
  async search() {
    const ticket = ++this.latest;
    const question = this.question;
    if (document.activeElement !== this.field) this.field.value = question;
    if (!question) return this.clear(t("sok.skriv"));
    this.results.setAttribute("aria-busy", "true");
    try {
      await this.answer(question, ticket);
    } catch {
      if (ticket !== this.latest) return;
      this.clear(t("sok.startade_inte"));
      this.nothing.hidden = false;
    } finally {
      if (ticket === this.latest) this.results.setAttribute("aria-busy", "false");
    }
  }

  /** Search for *question* and draw, as long as *ticket* is the latest. @param {string} question @param {number} ticket */
  async answer(question, ticket) {
    const wanted = chosen();
    this.register ??= await open(this.index);
    const register = this.register;
    const { plan, hits: found } = await register.search(question, !wanted.has("exakt"));
    if (ticket !== this.latest) return;
    let hits = filtering(wanted) ? await this.filter(found, register) : found;
    if (wanted.get("ordning") === "datum") hits = byDate(hits, await register.dates());
    if (ticket !== this.latest) return;
    const sure = !filtering(wanted) && !wanted.get("ordning") && isAnswer(plan, hits, register.vocabulary.rules);
    this.shown = { hits, drawn: 0, terms: new Set(plan.slots.flatMap((slot) => slot.alternatives.map((one) => one.term))), sure };
    this.list.replaceChildren();
    const data = await this.draw(register, ticket, Math.max(PAGE_SIZE, Number(remembered().drawn) || 0));
    if (ticket !== this.latest) return;
    this.filters.hidden = !found.length;
    this.nothing.hidden = !isWeak(plan, hits, register.vocabulary.rules);
    if (!this.nothing.hidden) this.offerMail();
    const { vocabulary } = register;
    const meant = await correctedWords(plan, data, vocabulary, (slot) => how(slot, vocabulary) === "corrected", (term) => register.spelled(term));
    if (ticket !== this.latest) return;
    const said = [this.showCorrections(meant), this.showUnknown(plan)].filter(Boolean).join(" ");
    this.status.replaceChildren(told(hits.length), ...(said ? [make("span", "dold-text", ` ${said}`)] : []));
    if (!filtering(wanted)) await this.filter(found, register);
  }

  /** Listen to what people do. */
  listen() {
    let typing = 0;
    this.field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.ask(true), PAUSE);
    });
    this.field.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(typing);
      if (this.field.value.trim() !== this.question) this.ask();
    });
    this.more.addEventListener("click", () => this.drawMore());
    this.page.addEventListener("keydown", (event) => this.key(event));
    onReturn(() => this.follow());
  }

  /** Remember how far down somebody is, from now on: before the hits are there the page is too short for it. */
  keepPlace() {
    let resting = 0;
    addEventListener("scroll", () => {
      clearTimeout(resting);
      resting = setTimeout(() => remember({ y: Math.round(scrollY) }), REST);
    }, { passive: true });
  }

  /** Arrow keys walk the hits. @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    /** @type {(HTMLElement | null)[]} */
    const links = [this.field, ...all(this.list, "a")];
    const at = links.indexOf(/** @type {HTMLElement | null} */ (document.activeElement));
    if (event.key === "Escape" && at > 0) this.field.focus();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && at >= 0 ? links[at + step] : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/**
 * Start the search page *page*.
 * @param {HTMLElement} page
 * @param {string} root The relative path to the site's start.
 * @param {string} index The relative path to the folder of the index.
 */
export async function start(page, root, index) {
  const search = new SearchPage(page, root, index);
  search.listen();
  // What somebody typed while this script was on its way counts as typed.
  const typed = search.field.value && document.activeElement === search.field;
  const { y } = remembered();
  await (typed ? search.ask(true) : search.follow());
  if (!typed && y && y > scrollY) scrollTo(0, y); // The browser itself could only go as far as the page was long before its hits came.
  search.keepPlace();
}
