// What an employer asks in own words: an occupation, perhaps with a level and a place, and the models that answer.

import { words } from "../sok/analys.js";
import { plan } from "../sok/plan.js";
import { open } from "../sok/register.js";
import { placeNamed } from "./plats.js";

const LEVEL = /(?:^|[^\p{L}\p{N}])(?:seqf|nivå|niva)(?:[\s-]+(?:nivå|niva))?[\s-]*([1-8])(?![\p{L}\p{N}])/iu;
const SURE = "utm"; // Fields of the register where a name, an occupation or a synonym stands; "i" holds nearby ones.

/** *question* as { text, level, place }: level 1–8 as text, or ""; place one of *places*, or null. */
export function interpret(question, places = []) {
  const level = question.match(LEVEL)?.[1] ?? "";
  const rest = withoutLevel(question);
  const named = words(rest).map((word) => [word, placeNamed(word, places)]).find(([, place]) => place);
  if (!named) return { text: rest.trim(), level, place: null };
  const kept = words(rest).filter((word) => word !== named[0]);
  return { text: kept.join(" "), level, place: named[1] };
}

/** *question* without the level that it names. */
export const withoutLevel = (question) => question.replace(LEVEL, " ").replace(/\s+/g, " ").trim();

let opened = null;

/** The register of models and occupations of the site whose start is at *root*: { register, entries }. Read once. */
function registerAt(root) {
  opened ??= Promise.all([
    open(`${root}/modellregister/`),
    fetch(`${root}/modellregister/poster.json`).then((answer) => answer.json()),
  ]).then(([register, entries]) => ({ register, entries }))
    .catch((error) => {
      opened = null; // The next question tries again.
      throw error;
    });
  return opened;
}

/**
 * What answers *text*: { models: Map id -> "sure" | "near", occupations: [entry], titles: Map id -> title }, best first.
 * A model is near when only an occupation of the same industry matches. Words that nothing is known of are left out.
 */
export async function ask(text, root) {
  const { register, entries } = await registerAt(root);
  const planned = plan(text, register.vocabulary);
  planned.slots = planned.slots.filter((slot) => slot.alternatives.length);
  const { fields } = register.vocabulary.rules;
  const named = Object.fromEntries(Object.entries(fields).filter(([letter]) => SURE.includes(letter)));
  const [all, sure] = [await register.answer(planned), await register.answer(planned, named)];
  const surely = new Set(sure.map((hit) => hit.page));
  const models = new Map();
  const occupations = [];
  for (const { page } of all) {
    const entry = entries[page];
    if (entry.modell) models.set(entry.modell, surely.has(page) ? "sure" : "near");
    else if (surely.has(page)) occupations.push(entry);
  }
  const titles = new Map(entries.filter((entry) => entry.modell).map((entry) => [entry.modell, entry.titel]));
  return { models, occupations, titles };
}
