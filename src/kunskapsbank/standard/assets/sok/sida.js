// The search page: reads the address, asks the index, and draws an ordered list of hits.
// ?q= is the question; typ, fokusomraden, malgrupper and regioner filter; ordning=datum sorts by date; exakt=1 turns
// correction off. The question is sent nowhere and stored nowhere.

import { make } from "../element.js";
import { words } from "./analys.js";
import { how } from "./plan.js";
import { open } from "./register.js";

const PAGE_SIZE = 10; // Hits drawn at a time.
const PAUSE = 60; // Milliseconds without a key before a search.
const FILTERS = { typ: "Slag", fokusomraden: "Fokusområde", malgrupper: "Målgrupp", regioner: "Region" };
const EXCERPT = 220; // Letters in the longest excerpt.

/** The sentence of *text* with most of the question's terms, its words marked, as a paragraph; null without any. */
function excerpt(text, terms, vocabulary) {
  const asked = (word) => words(word).some((part) => terms.has(vocabulary.term(part)));
  const sentences = text.split("\n").flatMap((line) => line.match(/.+?[.!?](?=\s|$)|\S.*$/g) ?? []).map((one) => one.trim());
  const counts = sentences.map((s) => new Set(words(s).map(vocabulary.term).filter((one) => terms.has(one))).size);
  const most = Math.max(0, ...counts);
  if (!most) return null;
  let sentence = sentences[counts.indexOf(most)];
  if (sentence.length > EXCERPT) {
    const at = Math.max(0, sentence.split(/\s+/).findIndex(asked) - 8);
    sentence = sentence.split(/\s+/).slice(at).join(" ").slice(0, EXCERPT).replace(/\s\S*$/, " …");
    if (at) sentence = `… ${sentence}`;
  }
  const out = make("p", "traff-text");
  for (const piece of sentence.split(/(\s+)/)) out.append(asked(piece) ? make("mark", "", piece) : piece);
  return out;
}

function drawHit(data, root, terms, vocabulary) {
  const item = make("li", "traff");
  if (data.kind) item.append(make("p", "slag", data.kind));
  const link = make("a", "traff-rubrik", data.title);
  link.href = `${root}/${data.address}`;
  item.append(link);
  item.append(make("p", "traff-ingress", data.ingress));
  const found = excerpt(data.text, terms, vocabulary);
  if (found && found.textContent !== data.ingress) item.append(found);
  return item;
}

function choice(id, label, options, chosen, onChange) {
  const box = make("div", "filterval");
  const caption = make("label", "", label);
  const select = make("select");
  caption.htmlFor = select.id = id;
  select.append(...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  select.addEventListener("change", () => onChange(select.value));
  box.append(caption, select);
  return box;
}

/** Start the search page *page*; *root* and *index* are the relative paths to the site's start and the index's folder. */
export async function start(page, root, index) {
  const part = (name) => page.querySelector(`[data-${name}]`);
  const field = page.querySelector("input[name=q]");
  const [results, status, more] = [part("search-results"), part("sokstatus"), part("sokmer")];
  const list = results.querySelector("ol");
  const [filterBox, choices, corrected, nothing] = [part("sokfilter"), part("sokval"), part("sokrattad"), part("sokinga")];
  let register = null;
  let shown = { hits: [], drawn: 0, terms: new Set() };
  let latest = 0;

  const state = () => new URLSearchParams(location.search);
  const go = (edit, replace = false) => {
    const wanted = state();
    edit(wanted);
    history[replace ? "replaceState" : "pushState"](null, "", `?${wanted}`);
    return search();
  };
  const setOrRemove = (name) => (value) => go((w) => (value ? w.set(name, value) : w.delete(name)));

  async function draw(ticket) {
    const next = shown.hits.slice(shown.drawn, shown.drawn + PAGE_SIZE);
    const data = await Promise.all(next.map((hit) => register.data(hit)));
    if (ticket !== latest) return [];
    shown.drawn += next.length;
    list.append(...data.map((one) => drawHit(one, root, shown.terms, register.vocabulary)));
    more.hidden = shown.drawn >= shown.hits.length;
    return data;
  }

  function clear(message) {
    list.replaceChildren();
    results.removeAttribute("aria-busy");
    filterBox.hidden = more.hidden = corrected.hidden = nothing.hidden = true;
    status.textContent = message;
  }

  /** Keep the hits that pass every chosen filter, and draw the filters with how many hits each value would leave. */
  async function filter(hits, wanted) {
    const names = Object.keys(FILTERS);
    const sets = await register.filters();
    const chosen = names.filter((name) => wanted.get(name));
    const passes = (hit, but) =>
      chosen.every((name) => name === but || sets.get(name)?.get(wanted.get(name))?.has(hit.page));
    const boxes = names.map((name) => {
      const rest = hits.filter((hit) => passes(hit, name));
      const counts = [...(sets.get(name) ?? [])]
        .map(([value, pages]) => [value, rest.filter((hit) => pages.has(hit.page)).length])
        .filter(([value, count]) => count || value === wanted.get(name))
        .sort(([a], [b]) => a.localeCompare(b, "sv"))
        .map(([value, count]) => [value, `${value} (${count})`]);
      return choice(`sokfilter-${name}`, FILTERS[name], [["", "Alla"], ...counts], wanted.get(name) ?? "", setOrRemove(name));
    });
    const orders = [["", "Bästa träff först"], ["datum", "Nyast först"]];
    boxes.push(choice("sok-ordning", "Ordning", orders, wanted.get("ordning") ?? "", setOrRemove("ordning")));
    const focused = document.activeElement?.id;
    choices.replaceChildren(...boxes);
    if (focused?.startsWith("sok") && focused !== field.id) document.getElementById(focused)?.focus();
    filterBox.open ||= chosen.length > 0 || wanted.has("ordning") || matchMedia("(min-width: 64rem)").matches;
    return hits.filter((hit) => passes(hit));
  }

  /** Show which words were read as others, with the question as it was typed one click away; gives the sentence. */
  function showCorrections(planned, data, wanted) {
    const read = planned.slots.filter((slot) => how(slot, register.vocabulary) === "corrected");
    corrected.hidden = !read.length;
    if (!read.length) return "";
    const spelled = new Map();
    for (const one of data) {
      for (const word of words(`${one.title} ${one.ingress} ${one.text}`)) {
        const term = register.vocabulary.term(word);
        if (!spelled.has(term)) spelled.set(term, word);
      }
    }
    const meant = read.map((slot) => spelled.get(slot.alternatives[0].term) ?? slot.alternatives[0].term);
    const link = make("a", "", `Sök på ”${wanted.get("q")}” som du skrev det`);
    const exact = new URLSearchParams(wanted);
    exact.set("exakt", "1");
    link.href = `?${exact}`;
    const readAs = meant.map((word) => `”${word}”`).join(" och ");
    corrected.replaceChildren(`Visar träffar för ${readAs}. `, link, ".");
    return `Läst som ${readAs}.`;
  }

  async function search() {
    const ticket = ++latest;
    const wanted = state();
    const question = (wanted.get("q") ?? "").trim();
    if (document.activeElement !== field) field.value = question;
    if (!question) return clear("Skriv ett eller flera ord.");
    results.setAttribute("aria-busy", "true");
    try {
      register ??= await open(index);
      const found = await register.search(question, !wanted.has("exakt"));
      let hits = found.hits;
      if (ticket !== latest) return;
      const filtering = Object.keys(FILTERS).some((name) => wanted.get(name));
      if (filtering) hits = await filter(found.hits, wanted);
      if (wanted.get("ordning") === "datum") {
        const dates = await register.dates();
        hits = [...hits].sort((a, b) => dates[b.page].localeCompare(dates[a.page]));
      }
      if (ticket !== latest) return;
      shown = { hits, drawn: 0, terms: new Set(found.plan.slots.flatMap((s) => s.alternatives.map((a) => a.term))) };
      list.replaceChildren();
      const data = await draw(ticket);
      if (ticket !== latest) return;
      filterBox.hidden = !found.hits.length;
      nothing.hidden = hits.length > 0;
      const told = showCorrections(found.plan, data, wanted);
      const count = hits.length === 1 ? "1 träff." : hits.length ? `${hits.length} träffar.` : "Inga träffar.";
      status.replaceChildren(count, ...(told ? [make("span", "dold-text", ` ${told}`)] : []));
      if (!filtering) await filter(found.hits, wanted);
    } catch {
      if (ticket !== latest) return;
      clear("Sökningen kunde inte starta.");
      nothing.hidden = false;
    } finally {
      if (ticket === latest) results.removeAttribute("aria-busy");
    }
  }

  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => go((w) => (w.set("q", field.value), w.delete("exakt")), true), PAUSE);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    if (field.value !== state().get("q")) go((w) => (w.set("q", field.value), w.delete("exakt")));
  });
  more.addEventListener("click", async () => {
    const first = list.children.length;
    await draw(latest);
    list.children[first]?.querySelector("a")?.focus();
  });
  page.addEventListener("keydown", (event) => {
    const links = [field, ...list.querySelectorAll("a.traff-rubrik")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && at > 0) field.focus();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || at < 0 || !links[at + step]) return;
    event.preventDefault();
    links[at + step].focus();
  });
  addEventListener("popstate", () => {
    field.value = state().get("q") ?? "";
    search();
  });
  // What somebody typed while this script was on its way counts as typed.
  if (field.value && document.activeElement === field) return go((w) => w.set("q", field.value), true);
  field.value = state().get("q") ?? "";
  await search();
}
