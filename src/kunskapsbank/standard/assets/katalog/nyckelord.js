// The list of keywords: what people call something leads to the entries about it. ?q= holds the word.

import { change, chosen, onReturn, put } from "../adress.js";
import { REST, speaker } from "../besked.js";
import { field as fieldOf, find, make } from "../element.js";
import { ask } from "./fraga.js";
import { t } from "../texter.js";

const PAUSE = 120; // Milliseconds without a key before an answer.
const MOST = 6; // Keywords, and nearby entries, shown at a time.

/** What was found, in words. @param {number} keywords @param {number} nearby How many entries are only nearby. */
export function told(keywords, nearby) {
  if (keywords) return t("nyckelord.antal", { antal: keywords });
  return nearby ? t("nyckelord.inget") : t("nyckelord.inga");
}

/** Start the list *list*; *root* is the relative path to the site's start. @param {HTMLElement} list @param {string} root */
export async function start(list, root) {
  const form = find(list, "[data-nyckelsok]", HTMLFormElement);
  const [say, results] = [speaker(find(form, "[data-nyckelstatus]")), find(list, "[data-nyckeltraffar]")];
  const field = fieldOf(form, "q");
  let latest = 0;

  const link = (/** @type {string} */ text, /** @type {string} */ address) => make("a", { href: root + address }, text);
  const entryLinks = (/** @type {string[]} */ ids, /** @type {Map<string, string>} */ titles) =>
    ids.flatMap((id, nth) => [...(nth ? [", "] : []), link(titles.get(id) ?? id, `${list.dataset.poster}${id}/`)]);

  async function show(rest = 0) {
    const ticket = ++latest;
    const text = (chosen().get("q") ?? "").trim();
    const found = text ? await ask(text, root, list.dataset.slag ?? "").catch(() => null) : null;
    if (ticket !== latest) return;
    if (!found) {
      results.replaceChildren();
      say(text ? t("nyckelord.startade_inte") : "");
      return;
    }
    const keywords = found.keywords.slice(0, MOST);
    const covered = new Set(keywords.flatMap((one) => [...one.poster, ...one.narmast]));
    const nearby = [...found.entries.keys()].filter((id) => !covered.has(id)).slice(0, MOST);
    const rows = keywords.map((one) => make("li", "", link(one.titel, `${list.dataset.ord}${one.ord}/`), ": ",
      ...(one.poster.length ? entryLinks(one.poster, found.titles) : [t("nyckelord.okand")])));
    /** @type {HTMLElement[]} */
    const lines = rows.length ? [make("ul", "nyckelord", ...rows)] : [];
    if (nearby.length) lines.push(make("p", "", `${t("nyckelord.nara")} `, ...entryLinks(nearby, found.titles), "."));
    results.replaceChildren(...lines);
    say(told(rows.length, nearby.length), rest);
  }

  let typing = 0;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      change((wanted) => put(wanted, "q", field.value.trim()), { replace: history.state?.typing, state: { typing: true } });
      show(REST);
    }, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(pointer: coarse)").matches) field.blur();
  });
  const follow = () => {
    field.value = chosen().get("q") ?? "";
    return show();
  };
  onReturn(follow);
  form.hidden = false;
  await follow();
}
