// The list of a catalogue: free text, filters with counts, place, and what to compare. The whole list is in the
// page, or on the other pages of it; here is only what hides, counts and says. Every choice stands in the address, see adress.js.

import { change, chosen, onReturn, put, query, stepping } from "../adress.js";
import { REST, speaker } from "../besked.js";
import { all, field as fieldOf, find, make } from "../element.js";
import { showPages, total, whole } from "../listdelar.js";
import { words } from "../sok/analys.js";
import { ask, interpret, withoutLevel } from "./fraga.js";
import { start as startPlace } from "./plats.js";
import { placeNamed } from "./platser.js";
import { chosenFilters, compareIn, comparedIn, comparison, comparisonAt, containing, counts, entries, fitting, MOST, told, waysOut, withoutEntry } from "./urval.js";
import { t } from "../texter.js";

/** @import { Entry } from "./fraga.js" */
/** @import { Place } from "./plats.js" */
/** @import { Filter, Found, Row, Way, Wish } from "./urval.js" */

/** @typedef {Row & { element: HTMLElement, link: HTMLAnchorElement, address: string, group: string, box: HTMLInputElement, near: HTMLElement | null }} Item */

const PAUSE = 120; // Milliseconds without a key before an answer.

/** A choice as values. @param {HTMLSelectElement} select @returns {Filter} */
const filterOf = (select) => ({
  name: select.name,
  label: select.labels?.[0]?.textContent ?? "",
  values: new Map([...select.options].filter((one) => one.value).map((one) => [one.value, one.dataset.namn ?? one.value])),
});

/** A row of the list as the filters see it. @param {HTMLElement} element @param {Filter[]} filters @returns {Item} */
function itemOf(element, filters) {
  const link = find(element, "a", HTMLAnchorElement);
  const values = Object.fromEntries(filters.map(({ name }) => [name, new Set((element.dataset[name] ?? "").split(" "))]));
  const group = element.closest("[data-grupp]")?.getAttribute("data-grupp") ?? "";
  const box = make("input", { type: "checkbox" });
  return { element, link, values, group, box, id: element.id, text: element.textContent ?? "", address: link.getAttribute("href") ?? "", near: null };
}

class CatalogueList {
  /** @param {HTMLElement} list @param {string} root */
  constructor(list, root) {
    const part = (/** @type {string} */ name) => find(list, `[data-${name}]`);
    this.list = list;
    this.root = root;
    this.form = find(list, "[data-katalogfilter]", HTMLFormElement);
    this.field = fieldOf(this.form, "q");
    this.selects = all(this.form, "select", HTMLSelectElement);
    this.filters = this.selects.map(filterOf);
    /** @type {Item[]} */
    this.items = [];
    this.groups = all(list, "[data-grupp]");
    this.tallies = all(list, "[data-gruppantal]").map((element) => {
      const row = element.closest("li");
      const link = row?.querySelector("a") ?? null;
      return { element, row, link, name: element.dataset.gruppantal, all: element.textContent, address: link?.getAttribute("href") ?? "" };
    });
    this.tell = speaker(part("liststatus"));
    this.help = part("listhjalp");
    this.link = find(list, "[data-jamforlank]", HTMLAnchorElement);
    this.compareAt = this.link.getAttribute("href");
    this.levelName = this.form.dataset.niva ?? ""; // The filter that a level in the question chooses.
    this.kind = list.dataset.slag ?? ""; // Of the entries.
    this.words = root + (list.dataset.ord ?? ""); // Where the keywords lie.
    this.clear = part("listrensa");
    this.number = part("filterantal");
    this.panel = find(list, "[data-katalogval]", HTMLDetailsElement);
    this.placeBox = part("plats");
    this.place = startPlace(this.placeBox);
    this.latest = 0;
    this.carried = ""; // The place that the links to the entries carry.
    this.heard = ""; // A message to say with the next answer.
    this.rest = 0; // Milliseconds before the answer is said: while somebody types.
    this.adopt();
    this.own = this.items; // Those that stand on this page of the list.
    this.total = total() || this.items.length;
    this.pages = all(list, ".listdelar a", HTMLAnchorElement).map((link) => ({ link, address: link.href }));
  }

  /** Know the entries that stand in the page now. */
  adopt() {
    const known = new Map(this.items.map((item) => [item.element, item]));
    this.items = all(this.list, "[data-post]").map((element) => known.get(element) ?? itemOf(element, this.filters));
    for (const item of this.items) if (!known.has(item.element)) item.element.append(this.comparing(item));
    this.carried = "";
  }

  /** The entries that may be compared; while only a part of the list is read, the comparison knows best. */
  get known() {
    const ids = new Set(this.items.map((one) => one.id));
    return this.items.length < this.total ? { has: Boolean } : ids;
  }

  /** Read the other pages of the list; what to say when that fails. */
  async complete() {
    if (this.items.length === this.total) return "";
    this.tell(t("lista.hamtar"), REST);
    try {
      await whole();
    } catch {
      return t("lista.ofullstandig");
    }
    /** @type {Map<string | undefined, HTMLElement>} */
    const first = new Map();
    for (const group of all(this.list, "[data-grupp]")) {
      const before = first.get(group.dataset.grupp);
      if (before) all(before, "[data-post]").at(-1)?.after(...all(group, "[data-post]"));
      if (before) group.remove(); // It goes on where the first of its name ends.
      else first.set(group.dataset.grupp, group);
    }
    this.groups = [...first.values()];
    this.adopt();
    return "";
  }

  /** What is asked for: free text interpreted, filters, and entries to compare. @returns {Wish & { place: Place | null }} */
  wish() {
    const wanted = chosen();
    const question = wanted.get("q") ?? "";
    const { text, level, place } = interpret(question, this.place.places);
    const filters = chosenFilters(wanted, this.filters, level, this.levelName);
    return { question, text, level, levelName: this.levelName, place, filters, compared: comparedIn(wanted, this.known) };
  }

  /** Answer what the address asks for. */
  async show() {
    const ticket = ++this.latest;
    const wish = this.wish();
    const inPart = this.total > this.own.length && !wish.text && !wish.filters.size; // This page of the list, as it is.
    const fault = inPart ? "" : await this.complete();
    if (ticket !== this.latest) return;
    if (fault) this.heard = fault;
    const answer = wish.text ? await ask(wish.text, this.root, this.kind).catch(() => null) : null;
    if (ticket !== this.latest) return;
    const found = wish.text ? (answer?.entries ?? containing(this.items, wish.text)) : null;
    const visible = inPart ? this.own : fitting(this.items, found, wish.filters);
    this.draw(visible, found, inPart);
    this.count(found, wish.filters);
    this.lead(wish.compared, inPart || Boolean(fault));
    this.showPlace(wish.place);
    this.compare(wish.compared, visible);
    this.say(visible, wish, found, answer?.keywords ?? []);
    this.list.dataset.svar = wish.question;
  }

  /** The pages of the list, when they are *shown*, lead to each other with what is chosen to compare and the place. @param {string[]} compared @param {boolean} shown */
  lead(compared, shown) {
    showPages(shown);
    const wanted = new URLSearchParams([...chosen()].filter(([name]) => ["kommun", "region"].includes(name)));
    compareIn(wanted, compared);
    for (const { link, address } of this.pages) link.href = address + query(wanted, "");
  }

  /** @param {Item[]} visible @param {Found} found @param {boolean} inPart Whether only what stands on this page is asked for. */
  draw(visible, found, inPart) {
    const seen = new Set(visible);
    for (const item of this.items) {
      item.element.hidden = !seen.has(item);
      const near = found?.get(item.id) === "near";
      if (near && !item.near) {
        item.near = make("p", "katalognara", t("katalog.nara"));
        find(item.element, "p").after(item.near);
      }
      if (item.near) item.near.hidden = !near;
    }
    for (const group of this.groups) {
      group.hidden = !visible.some((item) => item.group === group.dataset.grupp);
    }
    for (const { element, row, link, name, all: most, address } of this.tallies) {
      const kept = inPart ? most : String(visible.filter((item) => item.group === name).length);
      element.textContent = kept;
      row?.toggleAttribute("hidden", kept === "0");
      link?.setAttribute("href", inPart ? address : link.hash);
    }
  }

  /** Beside every choice: how many entries it would leave, the other choices being as they are. @param {Found} found @param {Map<string, string>} filters */
  count(found, filters) {
    const counted = this.items.length === this.total; // Else what the page says of the whole list stands.
    for (const select of this.selects) {
      const left = fitting(this.items, found, filters, select.name);
      const byValue = counts(left, select.name);
      for (const option of counted ? select.options : []) {
        const number = option.value ? (byValue.get(option.value) ?? 0) : left.length;
        const label = `${option.dataset.namn ?? t("katalog.alla")} (${number})`;
        if (option.textContent !== label) option.textContent = label;
        option.disabled = Boolean(option.value) && !number && filters.get(select.name) !== option.value;
      }
      select.value = filters.get(select.name) ?? "";
    }
    const number = this.selects.filter((one) => one.value).length;
    this.number.textContent = number ? t("katalog.valda", { antal: number }) : "";
  }

  /** The place that the question names, when none is chosen; and the place follows to the entry's page. @param {Place | null} named */
  showPlace(named) {
    const wanted = chosen();
    if (!wanted.has("kommun") && !wanted.has("region") && this.place.shown() !== named) this.place.show(named);
    const shown = this.place.shown();
    const end = shown ? `?${shown.kind}=${shown.key}` : "";
    if (end === this.carried) return;
    this.carried = end;
    if (end) this.placeBox.closest("details")?.setAttribute("open", "");
    for (const item of this.items) item.link.href = item.address + end;
  }

  /** @param {string[]} compared @param {Item[]} visible */
  compare(compared, visible) {
    for (const item of this.items) item.box.checked = compared.includes(item.id);
    const offered = comparison(compared, visible);
    this.link.hidden = !offered;
    this.link.textContent = offered?.label ?? "";
    this.link.href = comparisonAt(this.compareAt, offered?.ids ?? []);
  }

  /** @param {Item[]} visible @param {Wish} wish @param {Found} found @param {Entry[]} keywords */
  say(visible, wish, found, keywords) {
    const answer = told(wish, visible.length, visible === this.own ? this.total : this.items.length, Boolean(chosen().get(this.levelName)));
    this.tell([this.heard, answer].filter(Boolean).join(" "), this.rest);
    [this.heard, this.rest] = ["", 0];
    this.clear.hidden = !location.search;
    const unknown = withoutEntry(keywords);
    const lines = [...(unknown ? [this.elsewhere(unknown)] : []), ...(visible.length ? [] : this.deadEnd(wish, found))];
    this.help.replaceChildren(...lines);
    this.help.hidden = !lines.length;
  }

  /** @param {Entry} keyword */
  elsewhere({ titel, ord }) {
    const name = make("a", { href: `${this.words}${ord}/` }, titel);
    return make("p", "", t("katalog.ingen_for"), " ", name, t("katalog.andra_vagar"));
  }

  /** When nothing fits: ways out of it. @param {Wish} wish @param {Found} found */
  deadEnd(wish, found) {
    const ways = waysOut(wish, this.items, found, this.filters);
    const register = make("a", { href: this.words }, t("katalog.register"));
    const rest = make("p", "", t("katalog.leta"), " ", register, ".");
    return ways.length ? [make("ul", "", ...ways.map((way) => this.wayOut(way))), rest] : [rest];
  }

  /** @param {Way} way */
  wayOut({ label, count, without }) {
    const edit = (/** @type {URLSearchParams} */ wanted) => {
      for (const { name, value } of without) put(wanted, name, value);
    };
    const wanted = chosen();
    edit(wanted);
    const way = make("a", { href: query(wanted) }, `${label}: ${entries(count)}`);
    way.addEventListener("click", (event) => {
      event.preventDefault();
      change(edit);
      this.follow();
      this.field.focus({ preventScroll: true });
    });
    return make("li", "", way);
  }

  /** A box to tick on *item*, to compare it with others. @param {Item} item */
  comparing(item) {
    item.box.addEventListener("change", () => {
      const compared = this.wish().compared.filter((id) => id !== item.id);
      if (item.box.checked && compared.length === MOST) {
        item.box.checked = false;
        this.heard = t("katalog.hogst", { antal: MOST });
        return this.show();
      }
      if (item.box.checked) compared.push(item.id);
      change((wanted) => compareIn(wanted, compared));
      return this.show();
    });
    return make("label", "jamforruta", item.box, ` ${t("katalog.jamfor_ruta")} `, make("span", "dold-text", item.link.textContent ?? ""));
  }

  /** Show what the address says. */
  follow() {
    this.field.value = chosen().get("q") ?? "";
    this.panel.open ||= this.selects.some((one) => chosen().get(one.name));
    return this.show();
  }

  /** Listen to what people do. */
  listen() {
    let typing = 0;
    this.field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        change((wanted) => put(wanted, "q", this.field.value.trim()), { replace: history.state?.typing, state: { typing: true } });
        this.rest = REST;
        this.show();
      }, PAUSE);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (matchMedia("(pointer: coarse)").matches) this.field.blur(); // The keyboard of a phone gives way to the answer.
    });
    const further = stepping(this.form);
    for (const select of this.selects) select.addEventListener("change", () => this.choose(select, further(select)));
    this.clear.addEventListener("click", () => {
      history.pushState(null, "", location.pathname);
      this.place.show(null);
      this.follow();
      this.field.focus({ preventScroll: true });
    });
    this.placeBox.addEventListener("plats", () => this.placeChosen());
    onReturn(() => this.follow());
  }

  /** @param {HTMLSelectElement} select @param {boolean} replace Whether it is the choice before, one step further. */
  choose({ name, value }, replace) {
    change((wanted) => {
      put(wanted, name, value);
      if (name === this.levelName && !value) put(wanted, "q", withoutLevel(wanted.get("q") ?? ""));
    }, { replace });
    this.follow();
  }

  /** When a place that the question named is taken away, the question loses it too. */
  placeChosen() {
    const { question, place } = this.wish();
    const left = words(question).filter((word) => placeNamed(word, this.place.places) !== place);
    if (!this.place.shown() && place) change((wanted) => put(wanted, "q", left.join(" ")), { replace: true });
    this.follow();
  }
}

/** Start the list *list*; *root* is the relative path to the site's start. @param {HTMLElement} list @param {string} root */
export async function start(list, root) {
  const started = new CatalogueList(list, root);
  started.listen();
  started.form.hidden = false;
  started.panel.open = matchMedia("(min-width: 64rem)").matches;
  await started.follow();
}
