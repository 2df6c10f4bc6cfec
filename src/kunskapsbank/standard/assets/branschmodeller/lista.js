// The list of industry models: free text, filters with counts, place, and what to compare. The whole list is in the
// page; here is only what hides, counts and says. Every choice stands in the address, see adress.js.

import { make } from "../element.js";
import { words } from "../sok/analys.js";
import { change, chosen, put, query } from "./adress.js";
import { ask, interpret, withoutLevel } from "./fraga.js";
import { placeNamed, start as startPlace } from "./plats.js";

const PAUSE = 120; // Milliseconds without a key before an answer.
const MOST = 3; // Models compared at a time.
const LEVEL = "seqf_niva";
const NEAR = "Närliggande yrke: ingen källa säger att modellen gäller det.";

const models = (count) => (count === 1 ? "1 modell" : `${count} modeller`);

/** Start the list *list*; *root* is the relative path to the site's start. */
export async function start(list, root) {
  const part = (name) => list.querySelector(`[data-${name}]`);
  const form = part("modellfilter");
  const field = form.elements.q;
  const selects = [...form.querySelectorAll("select")];
  const [status, help, link, clear, panel] = [part("liststatus"), part("listhjalp"), part("jamforlank"), part("listrensa"), part("modellval")];
  const items = [...list.querySelectorAll("[data-modell]")].map((element) => read(element, selects));
  const groups = [...list.querySelectorAll("[data-grupp]")];
  const place = startPlace(part("plats"));
  let latest = 0;
  let carried = ""; // The place that the links to the models carry.
  let heard = ""; // A message to say with the next answer.

  for (const item of items) item.element.append(comparing(item));

  /** What is asked for: free text interpreted, filters, and models to compare. */
  function wish() {
    const wanted = chosen();
    const question = wanted.get("q") ?? "";
    const meaning = interpret(question, place.places);
    const known = (select, value) => [...select.options].some((option) => option.value === value);
    const filters = new Map(selects.map((one) => [one, wanted.get(one.name)]).filter(([one, value]) => value && known(one, value))
      .map(([one, value]) => [one.name, value]));
    if (meaning.level && !filters.has(LEVEL)) filters.set(LEVEL, meaning.level);
    const compared = (wanted.get("modeller") ?? "").split(",").filter((id) => items.some((item) => item.id === id)).slice(0, MOST);
    return { question, meaning, filters, compared };
  }

  async function show() {
    const ticket = ++latest;
    const wished = wish();
    const answer = wished.meaning.text ? await ask(wished.meaning.text, root).catch(() => null) : null;
    if (ticket !== latest) return;
    const found = wished.meaning.text ? (answer?.models ?? containing(items, wished.meaning.text)) : null;
    const fits = (item, but = "") =>
      (!found || but === "q" || found.has(item.id)) &&
      [...wished.filters].every(([name, value]) => name === but || item.values[name].has(value));
    const visible = items.filter((item) => fits(item));
    draw(visible, found);
    count(fits, wished.filters);
    showPlace(wished.meaning.place);
    compare(wished.compared, visible);
    say(visible, wished, fits, answer?.occupations ?? []);
    list.dataset.svar = wished.question;
  }

  function draw(visible, found) {
    const seen = new Set(visible);
    const kept = new Map();
    for (const item of items) {
      item.element.hidden = !seen.has(item);
      if (item.near) item.near.hidden = found?.get(item.id) !== "near";
      else if (found?.get(item.id) === "near") item.element.querySelector("p").after((item.near = make("p", "modellnara", NEAR)));
      if (seen.has(item)) kept.set(item.group, (kept.get(item.group) ?? 0) + 1);
    }
    for (const group of groups) {
      const number = kept.get(group.dataset.grupp) ?? 0;
      group.hidden = !number;
      const entry = list.querySelector(`[data-gruppantal="${group.dataset.grupp}"]`);
      entry.textContent = number;
      entry.closest("li").hidden = !number;
    }
  }

  /** Beside every choice: how many models it would leave, the other choices being as they are. */
  function count(fits, filters) {
    for (const select of selects) {
      const left = items.filter((item) => fits(item, select.name));
      const counts = new Map();
      for (const item of left) for (const value of item.values[select.name]) counts.set(value, (counts.get(value) ?? 0) + 1);
      for (const option of select.options) {
        const number = option.value ? (counts.get(option.value) ?? 0) : left.length;
        const label = `${option.dataset.namn ?? "Alla"} (${number})`;
        if (option.textContent !== label) option.textContent = label;
        option.disabled = Boolean(option.value) && !number && filters.get(select.name) !== option.value;
      }
      select.value = filters.get(select.name) ?? "";
    }
    const number = selects.filter((one) => one.value).length;
    part("filterantal").textContent = number ? `(${number} ${number === 1 ? "vald" : "valda"})` : "";
  }

  /** The place that the question names, when none is chosen; and the place follows to the model's page. */
  function showPlace(named) {
    const wanted = chosen();
    if (!wanted.has("kommun") && !wanted.has("region") && place.shown() !== named) place.show(named);
    const shown = place.shown();
    const end = shown ? `?${shown.kind}=${shown.key}` : "";
    if (end === carried) return;
    carried = end;
    for (const item of items) item.link.href = item.address + end;
  }

  function compare(compared, visible) {
    for (const item of items) item.box.checked = compared.includes(item.id);
    const few = visible.length >= 2 && visible.length <= MOST && !compared.length;
    const ids = few ? visible.map((item) => item.id) : compared;
    link.hidden = ids.length < 2;
    link.textContent = few ? `Jämför de ${ids.length} träffarna` : `Jämför de ${ids.length} valda`;
    link.href = `${root}/branschmodeller/jamfor/?modeller=${ids.join(",")}`;
  }

  function say(visible, wished, fits, occupations) {
    const all = visible.length === items.length;
    const parts = [all ? `Visar alla ${items.length} modeller.` : `Visar ${visible.length} av ${items.length} modeller.`];
    if (wished.meaning.level && !chosen().get(LEVEL)) parts.push(`Läste nivå ${wished.meaning.level} ur frågan.`);
    if (wished.compared.length === 1) parts.push("1 vald att jämföra, välj en till.");
    status.textContent = [heard, ...parts].filter(Boolean).join(" ");
    heard = "";
    clear.hidden = !location.search;
    const lines = [...withoutModel(occupations), ...(visible.length ? [] : waysOut(wished, fits))];
    help.replaceChildren(...lines);
    help.hidden = !lines.length;
  }

  /** That the best reading of the question is an occupation that no model is known for. */
  function withoutModel(occupations) {
    const best = occupations[0];
    if (!best || best.modeller.length) return [];
    const name = make("a", "", best.titel);
    name.href = `${root}/yrken/${best.yrke}/`;
    return [make("p", "", "Vi har inte hittat någon branschmodell för ", name, ". Där står andra vägar.")];
  }

  /** When nothing fits: what each choice, taken away, would leave. */
  function waysOut({ question, meaning, filters }, fits) {
    const ways = [...filters].map(([name, value]) => {
      const select = selects.find((one) => one.name === name);
      const label = `Utan ${select.labels[0].textContent} ${select.querySelector(`[value="${value}"]`)?.dataset.namn ?? value}`;
      return [label, items.filter((item) => fits(item, name)).length, (w) => {
        w.delete(name);
        if (name === LEVEL && meaning.level) put(w, "q", withoutLevel(question));
      }];
    });
    if (meaning.text) ways.push([`Utan ”${meaning.text}”`, items.filter((item) => fits(item, "q")).length, (w) => w.delete("q")]);
    const useful = ways.filter(([, number]) => number && number < items.length);
    const register = make("a", "", "Yrken A–Ö");
    register.href = `${root}/yrken/`;
    const rest = make("p", "", "Leta också bland ", register, ".");
    return useful.length ? [make("ul", "", ...useful.map(wayOut)), rest] : [rest];
  }

  function wayOut([label, number, edit]) {
    const wanted = chosen();
    edit(wanted);
    const way = make("a", "", `${label}: ${models(number)}`);
    way.href = query(wanted);
    way.addEventListener("click", (event) => {
      event.preventDefault();
      change(edit);
      follow();
      field.focus({ preventScroll: true });
    });
    return make("li", "", way);
  }

  /** A box to tick on *item*, to compare it with others. */
  function comparing(item) {
    item.box = make("input");
    item.box.type = "checkbox";
    item.box.addEventListener("change", () => {
      const compared = wish().compared.filter((id) => id !== item.id);
      if (item.box.checked && compared.length === MOST) {
        item.box.checked = false;
        heard = `Högst ${MOST} modeller kan jämföras. Ta bort en först.`;
        return show();
      }
      if (item.box.checked) compared.push(item.id);
      change((wanted) => put(wanted, "modeller", compared.join(",")));
      return show();
    });
    return make("label", "jamforruta", item.box, " Jämför ", make("span", "dold-text", item.link.textContent));
  }

  /** Show what the address says. */
  function follow() {
    field.value = chosen().get("q") ?? "";
    panel.open ||= selects.some((one) => chosen().get(one.name));
    return show();
  }

  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      change((wanted) => put(wanted, "q", field.value.trim()), { replace: history.state?.typing, state: { typing: true } });
      show();
    }, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(pointer: coarse)").matches) field.blur(); // The keyboard of a phone gives way to the answer.
  });
  for (const select of selects) {
    select.addEventListener("change", () => {
      change((wanted) => {
        put(wanted, select.name, select.value);
        if (select.name === LEVEL && !select.value) put(wanted, "q", withoutLevel(wanted.get("q") ?? ""));
      });
      follow();
    });
  }
  clear.addEventListener("click", () => {
    history.pushState(null, "", location.pathname);
    place.show(null);
    follow();
    field.focus({ preventScroll: true });
  });
  part("plats").addEventListener("plats", () => {
    const { question, meaning } = wish();
    const left = words(question).filter((word) => placeNamed(word, place.places) !== meaning.place);
    if (!place.shown() && meaning.place) change((wanted) => put(wanted, "q", left.join(" ")), { replace: true });
    follow();
  });
  addEventListener("popstate", follow);
  form.hidden = false;
  panel.open = matchMedia("(min-width: 64rem)").matches;
  await follow();
}

/** A row of the list as the filters see it. */
function read(element, selects) {
  const link = element.querySelector("a");
  const values = Object.fromEntries(selects.map((one) => [one.name, new Set((element.dataset[one.name] ?? "").split(" "))]));
  const group = element.closest("[data-grupp]").dataset.grupp;
  return { element, link, values, group, id: element.id, address: link.getAttribute("href"), near: null, box: null };
}

/** The rows that hold every word of *text* as it is: for when the register cannot be read. */
function containing(items, text) {
  const asked = text.toLowerCase().split(/\s+/);
  const kept = items.filter((item) => asked.every((word) => item.element.textContent.toLowerCase().includes(word)));
  return new Map(kept.map((item) => [item.id, "sure"]));
}
