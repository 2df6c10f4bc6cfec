// What is asked and what is answered, as values: nothing here is changed in place, and nothing knows of the page.

/**
 * @typedef {1 | 2 | 3 | 4} Step A level of the scale.
 * @typedef {Step | "vet-inte"} Level
 * @typedef {{ titel: string, adress: string }} Link
 * @typedef {{ niva: Step, text: string, effekt: number, insats: number, partner?: string, matt: string }} Suggestion
 * @typedef {{ id: string, text: string, svarar: string[], varfor: string, nivaer: string[], lankar?: Link[], kallor?: Link[],
 *   sedan: number, andrad?: number, ersatter?: string[], atgarder: Suggestion[] }} Statement
 * @typedef {{ id: string, titel: string, ingress: string, adress: string, om: Link[], pastaenden: Statement[] }} Area
 * @typedef {{ version: number, titel: string, skala: string[], svarande: { id: string, namn: string, hjalp?: string }[],
 *   historik: { version: number, andring: string }[], grupper: { id: string, titel: string }[],
 *   utgangna: { id: string, text: string, till_och_med: number }[], omraden: Area[], lagring?: string,
 *   schema: import("./schema.js").Schema }} Tool
 *   What the site asks; it is made by the build.
 * @typedef {{ fran: string, text: string }} Comment
 * @typedef {{ niva?: Level, anteckning?: string, antal?: number[], kommentarer?: Comment[] }} Answer `antal`: how many
 *   chose each level, and last how many did not know.
 * @typedef {"ej-paborjad" | "pagar" | "klar" | "avford"} State
 * @typedef {{ id: string, pastaende?: string, omrade?: string, fran?: number, text: string, mal?: string, ansvarig?: string,
 *   partner?: string, start?: string, klart?: string, uppfoljning?: string, status: State, effekt?: number, insats?: number,
 *   grupper?: string[] }} Action
 * @typedef {{ format: "kb-skattning", formatversion: 1, version: number, svarande: string, namn: string, deltagare?: string[],
 *   svar: Record<string, Answer>, plan: Action[], uppdaterad: string }} Saved What people save: their answers and plan.
 * @typedef {{ area: Area, statement: Statement, number: number, of: number }} Asked `number`: from 1 in its area.
 */

export const UNKNOWN = "vet-inte";
/** @type {Step[]} */
export const STEPS = [1, 2, 3, 4];
/** @type {State[]} */
export const STATES = ["ej-paborjad", "pagar", "klar", "avford"];

/**
 * Work that has just begun.
 * @param {Tool} tool
 * @param {string} answerer
 * @param {string} name
 * @param {Date} now
 * @returns {Saved}
 */
export const begun = (tool, answerer, name, now) =>
  ({ format: "kb-skattning", formatversion: 1, version: tool.version, svarande: answerer, namn: name, svar: {}, plan: [], uppdaterad: now.toISOString() });

/** *values* without what is empty: no text, no list, nothing. @template {object} T @param {T} values @returns {T} */
export function given(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && !value.length));
  return /** @type {T} */ (Object.fromEntries(kept));
}

/** *saved* with *changes*, made *now*. @param {Saved} saved @param {Partial<Saved>} changes @param {Date} now @returns {Saved} */
export const changed = (saved, changes, now) => ({ ...saved, ...changes, uppdaterad: now.toISOString() });

/**
 * *saved* with another answer to the statement *id*; one that is empty is taken away.
 * @param {Saved} saved
 * @param {string} id
 * @param {Answer} answer
 * @param {Date} now
 */
export function answered(saved, id, answer, now) {
  const { [id]: _, ...others } = saved.svar;
  const whole = given({ ...answer, antal: answer.antal?.some((one) => one > 0) ? answer.antal : undefined });
  return changed(saved, { svar: Object.keys(whole).length ? { ...others, [id]: whole } : others }, now);
}

/**
 * What the answerer of *saved* is asked, in order; and what is answered all the same, by others whose files were joined.
 * @param {Tool} tool
 * @param {Saved} saved
 * @returns {Asked[]}
 */
export const asked = (tool, saved) => tool.omraden.flatMap((area) => {
  const statements = area.pastaenden.filter((one) => one.svarar.includes(saved.svarande) || saved.svar[one.id]);
  return statements.map((statement, at) => ({ area, statement, number: at + 1, of: statements.length }));
});

/** Every statement, by its id. @param {Tool} tool @returns {Map<string, { area: Area, statement: Statement }>} */
export const statements = (tool) => new Map(tool.omraden.flatMap((area) => area.pastaenden.map((statement) => [statement.id, { area, statement }])));

/** How many took a stand on a level. @param {number[]} counts */
const known = (counts) => counts.slice(0, STEPS.length).reduce((sum, one) => sum + one, 0);

/**
 * The level of *answer*: the one that was chosen or agreed on; else, of the levels that several chose, the lower of
 * those in the middle; "vet-inte" when nobody knew, and null when nobody has answered.
 * @param {Answer | undefined} answer
 * @returns {Level | null}
 */
export function levelOf(answer) {
  if (answer?.niva !== undefined) return answer.niva;
  const counts = answer?.antal;
  if (!counts) return null;
  const half = (known(counts) + 1) / 2;
  let seen = 0;
  for (const step of STEPS) {
    seen += counts[step - 1];
    if (known(counts) && seen >= Math.floor(half)) return step;
  }
  return counts[STEPS.length] ? UNKNOWN : null;
}

/** Whether the level of *answer* is one that several chose, and not agreed on. @param {Answer | undefined} answer */
export const isOpen = (answer) => answer?.niva === undefined && levelOf(answer) !== null;

/**
 * The lowest and the highest level that anybody chose; null when fewer than two levels were.
 * @param {Answer | undefined} answer
 * @returns {{ low: Step, high: Step } | null}
 */
export function spread(answer) {
  const chosen = STEPS.filter((step) => (answer?.antal?.[step - 1] ?? 0) > 0);
  return chosen.length > 1 ? { low: chosen[0], high: chosen[chosen.length - 1] } : null;
}

/**
 * How much of each area is answered, of what *saved*'s answerer is asked.
 * @param {Tool} tool
 * @param {Saved} saved
 */
export function progress(tool, saved) {
  const all = asked(tool, saved);
  return tool.omraden.map((area) => {
    const own = all.filter((one) => one.area === area);
    return { area, all: own.length, done: own.filter(({ statement }) => levelOf(saved.svar[statement.id]) !== null).length };
  }).filter(({ all: number }) => number > 0);
}

/** The day of *now* where the reader is: 2026-11-30. @param {Date} now */
export const dayOf = (now) => [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

/** An id that none of *taken* is: p1, p2 … @param {Iterable<string>} taken */
export function freeId(taken) {
  const all = new Set(taken);
  let number = all.size + 1;
  while (all.has(`p${number}`)) number += 1;
  return `p${number}`;
}
