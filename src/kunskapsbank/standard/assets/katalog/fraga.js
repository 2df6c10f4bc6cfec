// What somebody asks in own words: a keyword, perhaps with a level and a place, and the entries that answer.

import { words } from "../sok/analys.js";
import { plan } from "../sok/plan.js";
import { open } from "../sok/register.js";
import { t } from "../texter.js";
import { placeNamed } from "./platser.js";

/** @import { Register } from "../sok/register.js" */
/** @import { Spelled } from "./platser.js" */

/**
 * What the register knows of a page: an entry, or a keyword with the entries that cover it and the nearest ones.
 * @typedef {{ post?: string, ord: string, titel: string, poster: string[], narmast: string[] }} Entry
 */

const WORD = t("katalog.nivaord"); // What people write before a level: words with | between.
const LEVEL = new RegExp(`(?:^|[^\\p{L}\\p{N}])(?:${WORD})(?:[\\s-]+(?:${WORD}))?[\\s-]*([1-8])(?![\\p{L}\\p{N}])`, "iu");
const SURE = "utm"; // Fields of the register where a name, a keyword or a synonym stands; "i" holds nearby ones.

/**
 * *question* taken apart: level is 1–8 as text, or ""; place is one of *places*, or null.
 * @template {Spelled} P
 * @param {string} question
 * @param {P[]} places
 * @returns {{ text: string, level: string, place: P | null }}
 */
export function interpret(question, places) {
  const level = question.match(LEVEL)?.[1] ?? "";
  const rest = withoutLevel(question);
  const named = words(rest).find((word) => placeNamed(word, places));
  if (!named) return { text: rest.trim(), level, place: null };
  const kept = words(rest).filter((word) => word !== named);
  return { text: kept.join(" "), level, place: placeNamed(named, places) };
}

/** *question* without the level that it names. @param {string} question */
export const withoutLevel = (question) => question.replace(LEVEL, " ").replace(/\s+/g, " ").trim();

/** @typedef {{ register: Register, entries: Entry[] }} Opened */

/** @type {Map<string, Promise<Opened>>} */
const opened = new Map();

/** The register of entries and keywords in the folder *address*, which ends with a slash. Read once. @param {string} address */
function registerAt(address) {
  /** @type {Promise<Opened>} */
  const reading = opened.get(address) ?? Promise.all([
    open(address),
    fetch(`${address}poster.json`).then((answer) => answer.json()),
  ]).then(([register, entries]) => ({ register, entries }))
    .catch((error) => {
      opened.delete(address); // The next question tries again.
      throw error;
    });
  opened.set(address, reading);
  return reading;
}

/**
 * What answers *text*: { entries: Map id -> "sure" | "near", keywords: [entry], titles: Map id -> title }, best first.
 * An entry is near when only a keyword of the same industry matches. Words that nothing is known of are left out.
 * @param {string} text
 * @param {string} root The relative path to the site's start.
 * @param {string} kind The kind of entry.
 */
export async function ask(text, root, kind) {
  const { register, entries } = await registerAt(`${root}/register/${kind}/`);
  const planned = plan(text, register.vocabulary);
  planned.slots = planned.slots.filter((slot) => slot.alternatives.length);
  const { fields } = register.vocabulary.rules;
  const named = Object.fromEntries(Object.entries(fields).filter(([letter]) => SURE.includes(letter)));
  const [all, sure] = [await register.answer(planned), await register.answer(planned, named)];
  const surely = new Set(sure.map((hit) => hit.page));
  /** @type {Map<string, "sure" | "near">} */
  const posts = new Map();
  /** @type {Entry[]} */
  const keywords = [];
  for (const { page } of all) {
    const entry = entries[page];
    if (entry.post) posts.set(entry.post, surely.has(page) ? "sure" : "near");
    else if (surely.has(page)) keywords.push(entry);
  }
  const titles = new Map(entries.map((entry) => [entry.post ?? "", entry.titel]));
  return { entries: posts, keywords, titles };
}
