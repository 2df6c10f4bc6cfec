// What the list of a catalogue shows for what is asked: rows as values in, answers as values and words out.

import { withoutLevel } from "./fraga.js";
import { put } from "../adress.js";
import { t } from "../texter.js";

/** @import { Entry } from "./fraga.js" */

/** @typedef {{ id: string, text: string, values: Record<string, Set<string>> }} Row An entry as the filters see it. */
/** @typedef {Map<string, "sure" | "near"> | null} Found The entries that the free text found; null without a text. */
/** @typedef {{ name: string, label: string, values: Map<string, string> }} Filter A choice with what its values are called. */
/** @typedef {{ question: string, text: string, level: string, levelName: string, filters: Map<string, string>, compared: string[] }} Wish */
/** @typedef {{ label: string, count: number, without: { name: string, value: string }[] }} Way What to put in the address instead. */

export const MOST = 3; // Entries compared at a time.

/** @param {number} count */
export const entries = (count) => t("katalog.poster", { antal: count });

/**
 * The filters of *wanted* that can be chosen, name -> value; a *level* read from the question, which the filter *levelName*
 * is about, counts when none is chosen.
 * @param {URLSearchParams} wanted
 * @param {Filter[]} filters
 * @param {string} level
 * @param {string} levelName
 */
export function chosenFilters(wanted, filters, level, levelName) {
  const found = new Map(filters.map(({ name }) => [name, wanted.get(name) ?? ""]));
  const kept = new Map(filters.filter(({ name, values }) => values.has(found.get(name) ?? "")).map(({ name }) => [name, found.get(name) ?? ""]));
  if (level && levelName && !kept.has(levelName)) kept.set(levelName, level);
  return kept;
}

const COMPARED = "jamfor"; // What the address calls the entries to compare.
const BEFORE = "modeller"; // What it called them before 0.3; such addresses are saved.

/**
 * The entries to compare in *wanted*, each once: those there are, no more than fit.
 * @param {URLSearchParams} wanted
 * @param {{ has(id: string): boolean }} known
 */
export const comparedIn = (wanted, known) =>
  [...new Set((wanted.get(COMPARED) ?? wanted.get(BEFORE) ?? "").split(","))].filter((id) => known.has(id)).slice(0, MOST);

/** Let *wanted* ask for the entries *ids* to compare. @param {URLSearchParams} wanted @param {string[]} ids */
export function compareIn(wanted, ids) {
  put(wanted, COMPARED, ids.join(","));
  wanted.delete(BEFORE);
}

/** The address of the comparison *page* with the entries *ids*. @param {string | null} page @param {string[]} ids */
export const comparisonAt = (page, ids) => `${page}?${COMPARED}=${ids.join(",")}`;

/**
 * The rows that fit the text and every filter, leaving out the one named *but* ("q" for the text).
 * @template {Row} R
 * @param {R[]} rows
 * @param {Found} found
 * @param {Map<string, string>} filters
 * @param {string} [but]
 */
export const fitting = (rows, found, filters, but) =>
  rows.filter((row) => (!found || but === "q" || found.has(row.id))
    && [...filters].every(([name, value]) => name === but || row.values[name].has(value)));

/**
 * The rows that hold every word of *text* as it is: for when the register cannot be read.
 * @param {Row[]} rows
 * @param {string} text
 * @returns {Found}
 */
export function containing(rows, text) {
  const asked = text.toLowerCase().split(/\s+/);
  return new Map(rows.filter((row) => asked.every((word) => row.text.toLowerCase().includes(word))).map((row) => [row.id, "sure"]));
}

/** How many of *rows* have each value of the filter *name*. @param {Row[]} rows @param {string} name */
export function counts(rows, name) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const value of rows.flatMap((row) => [...row.values[name]])) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

/**
 * The entries that the link to the comparison names, and what the link says; null when there is nothing to compare.
 * @param {string[]} compared
 * @param {Row[]} visible
 */
export function comparison(compared, visible) {
  const few = visible.length >= 2 && visible.length <= MOST && !compared.length;
  const ids = few ? visible.map((row) => row.id) : compared;
  return ids.length < 2 ? null : { ids, label: few ? t("katalog.jamfor_traffar", { antal: ids.length }) : t("katalog.jamfor_valda", { antal: ids.length }) };
}

/**
 * What the list says of its answer. *levelChosen*: whether the level was chosen and not read from the question.
 * @param {Wish} wish
 * @param {number} visible
 * @param {number} total
 * @param {boolean} levelChosen
 */
export function told({ level, compared }, visible, total, levelChosen) {
  const all = visible === total;
  const parts = [all ? t("katalog.visar_alla", { antal: total }) : t("katalog.visar", { antal: visible, alla: total })];
  if (level && !levelChosen) parts.push(t("katalog.niva", { niva: level }));
  if (compared.length === 1) parts.push(t("katalog.en_vald"));
  if (compared.length > 1) parts.push(t("katalog.flera_valda", { antal: compared.length }));
  return parts.join(" ");
}

/** The best reading of the question, when it is a keyword that no entry is known for. @param {Entry[]} keywords */
export const withoutEntry = ([best]) => (best && !best.poster.length ? best : null);

/**
 * When nothing fits: what each choice, taken away, would leave.
 * @param {Wish} wish
 * @param {Row[]} rows
 * @param {Found} found
 * @param {Filter[]} filters
 * @returns {Way[]}
 */
export function waysOut({ question, text, level, levelName, filters: chosen }, rows, found, filters) {
  const left = (/** @type {string} */ but) => fitting(rows, found, chosen, but).length;
  const ways = [...chosen].map(([name, value]) => {
    const filter = filters.find((one) => one.name === name);
    const without = [{ name, value: "" }, ...(name === levelName && level ? [{ name: "q", value: withoutLevel(question) }] : [])];
    return { label: t("katalog.utan", { vad: `${filter?.label} ${filter?.values.get(value) ?? value}` }), count: left(name), without };
  });
  if (text) ways.push({ label: t("katalog.utan", { vad: t("sok.citat", { ord: text }) }), count: left("q"), without: [{ name: "q", value: "" }] });
  return ways.filter(({ count }) => count && count < rows.length);
}
