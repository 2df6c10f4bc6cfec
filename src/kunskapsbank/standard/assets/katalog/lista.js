// The list of a catalogue: free text, filters with counts, place, and what to compare. The whole list is in the
// page; here is only what hides, counts and says. Every choice stands in the address, see adress.js.

import { change, chosen, onReturn, put, query, stepping } from "../adress.js";
import { REST, speaker } from "../besked.js";
import { all, field as fieldOf, find, make } from "../element.js";
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
    this.items = all(list, "[data-post]").map((element) => itemOf(element, this.filters));
    this.known = new Set(this.items.map((one) => one.id));
    this.groups = all(list, "[data-grupp]");
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
    for (const item of this.items) item.element.append(this.comparing(item));
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
    const answer = wish.text ? await ask(wish.text, this.root, this.kind).catch(() => null) : null;
    if (ticket !== this.latest) return;
    const found = wish.text ? (answer?.entries ?? containing(this.items, wish.text)) : null;
    const visible = fitting(this.items, found, wish.filters);
    this.draw(visible, found);
    this.count(found, wish.filters);
    this.showPlace(wish.place);
    this.compare(wish.compared, visible);
    this.say(visible, wish, found, answer?.keywords ?? []);
    this.list.dataset.svar = wish.question;
  }

  /** @param {Item[]} visible @param {Found} found */
  draw(visible, found) {
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
      const kept = visible.filter((item) => item.group === group.dataset.grupp).length;
      group.hidden = !kept;
      const entry = find(this.list, `[data-gruppantal="${group.dataset.grupp}"]`);
      entry.textContent = String(kept);
      entry.closest("li")?.toggleAttribute("hidden", !kept);
    }
  }

  /** Beside every choice: how many entries it would leave, the other choices being as they are. @param {Found} found @param {Map<string, string>} filters */
  count(found, filters) {
    for (const select of this.selects) {
      const left = fitting(this.items, found, filters, select.name);
      const byValue = counts(left, select.name);
      for (const option of select.options) {
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
    const answer = told(wish, visible.length, this.items.length, Boolean(chosen().get(this.levelName)));
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
