// Several people's files as one: their levels are counted, their notes stand with their names, and their plans are joined.

import { changed, freeId, given, STEPS, UNKNOWN } from "./modell.js";

/** @import { Action, Answer, Comment, Saved } from "./modell.js" */

/** How many chose each level in *answer*, and last how many did not know. @param {Answer} answer */
function countsOf({ niva, antal }) {
  if (antal) return antal;
  const counts = Array(STEPS.length + 1).fill(0);
  if (niva !== undefined) counts[niva === UNKNOWN ? STEPS.length : niva - 1] = 1;
  return counts;
}

/** Those who stand behind *saved*. @param {Saved} saved */
export const people = (saved) => saved.deltagare ?? [saved.namn];

/**
 * *all*, at least one, as the work of one group, called as the first of them unless *name* says otherwise.
 * @param {Saved[]} all
 * @param {Date} now
 * @param {string} [name]
 * @returns {Saved}
 */
export function merged(all, now, name = all[0].namn) {
  const ids = [...new Set(all.flatMap((one) => Object.keys(one.svar)))].sort();
  const svar = Object.fromEntries(ids.map((id) => [id, together(all.filter((one) => one.svar[id]), id)]));
  return changed(all[0], { namn: name, deltagare: all.flatMap(people), svar, plan: joined(all.map((one) => one.plan)) }, now);
}

/** @param {Saved[]} all @param {string} id @returns {Answer} */
function together(all, id) {
  const counts = all.map((one) => countsOf(one.svar[id]));
  const antal = counts[0].map((_, at) => counts.reduce((sum, one) => sum + one[at], 0));
  return given({ antal: antal.some(Boolean) ? antal : undefined, kommentarer: all.flatMap((one) => comments(one, id)) });
}

/** The notes about *id*, each with the name of who wrote it. @param {Saved} saved @param {string} id @returns {Comment[]} */
function comments(saved, id) {
  const { anteckning, kommentarer = [] } = saved.svar[id];
  return [...kommentarer, ...(anteckning ? [{ fran: saved.namn, text: anteckning }] : [])];
}

/** All plans as one: an action that stands word for word in two of them is there once. @param {Action[][]} plans @returns {Action[]} */
function joined(plans) {
  /** @type {Action[]} */
  const found = [];
  for (const action of plans.flat()) {
    const { id: _, ...words } = action;
    const same = found.some(({ id: __, ...other }) => JSON.stringify(other) === JSON.stringify(words));
    if (!same) found.push({ ...action, id: freeId(found.map((one) => one.id)) });
  }
  return found;
}
