// The places that people may mean: counties and municipalities, found by what is typed, also misspelt.

import { fold } from "../sok/analys.js";
import { edits } from "../sok/plan.js";

/** @typedef {{ kind: "kommun" | "region", key: string, name: string, county: string, spellings: string[] }} Spelled */

const MOST = 8; // Suggestions shown at a time.

/** As places are compared: without case, marks and space around. @param {string} text */
export const plain = (text) => fold(text.toLowerCase().trim());

/**
 * How far *typed* is from a place: 0 begins with it, 1 holds it, 2 is nearly it; Infinity is something else.
 * @param {string} typed As *plain* makes it.
 * @param {Spelled} place
 */
export function distance(typed, place) {
  if (place.spellings.some((one) => one.startsWith(typed))) return 0;
  if (typed.length > 2 && place.spellings.some((one) => one.includes(typed))) return 1;
  const allowed = typed.length > 7 ? 2 : typed.length > 3 ? 1 : 0;
  const near = (/** @type {string} */ one) =>
    allowed > 0 && Math.min(edits(typed, one, allowed), edits(typed, one.slice(0, typed.length), allowed)) <= allowed;
  return place.spellings.some(near) ? 2 : Infinity;
}

/**
 * Places that *text* may mean, the likeliest first.
 * @template {Spelled} P
 * @param {string} text
 * @param {P[]} places
 * @returns {P[]}
 */
export function suggestions(text, places) {
  const typed = plain(text);
  if (!typed) return [];
  const ranked = places.map((place) => ({ far: distance(typed, place), place })).filter(({ far }) => far < Infinity);
  const best = Math.min(...ranked.map(({ far }) => far));
  const kept = best < 2 ? ranked.filter(({ far }) => far < 2) : ranked;
  return kept.sort((a, b) => a.far - b.far || a.place.name.localeCompare(b.place.name, "sv")).map(({ place }) => place).slice(0, MOST);
}

/**
 * The place that the word *word* names, as it is or in the genitive; null when it names none.
 * @template {Spelled} P
 * @param {string} word
 * @param {P[]} places
 * @returns {P | null}
 */
export function placeNamed(word, places) {
  const names = [plain(word), plain(word).replace(/s$/, "")];
  const exact = (/** @type {string} */ kind) =>
    places.find((place) => place.kind === kind && place.spellings.some((one) => names.includes(one)));
  return exact("kommun") ?? exact("region") ?? null;
}
