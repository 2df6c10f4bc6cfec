// What the answers say: how many statements stand at each level, where much remains, what nobody knows, where a group
// disagrees, and what has changed. No sum of it all: levels of different things are not to be added.

import { asked, isOpen, levelOf, STEPS, spread, UNKNOWN } from "./modell.js";

/** @import { Area, Asked, Level, Saved, Tool } from "./modell.js" */

/**
 * @typedef {{ area: Area, counts: number[], unknown: number, open: number, of: number }} Row Of an area: how many statements
 *   stand at each level, how many nobody knows, and how many are not answered.
 * @typedef {Asked & { level: Level, agreed: boolean }} Stand Where a statement stands. *agreed*: whether one level was chosen.
 */

/** @param {Tool} tool @param {Saved} saved @returns {Row[]} */
export function profile(tool, saved) {
  const all = asked(tool, saved);
  return tool.omraden.map((area) => {
    const levels = all.filter((one) => one.area === area).map(({ statement }) => levelOf(saved.svar[statement.id]));
    const number = (/** @type {Level | null} */ level) => levels.filter((one) => one === level).length;
    return { area, counts: STEPS.map(number), unknown: number(UNKNOWN), open: number(null), of: levels.length };
  }).filter((row) => row.of > 0);
}

/** Every statement that has an answer, in order. @param {Tool} tool @param {Saved} saved @returns {Stand[]} */
export const stands = (tool, saved) => asked(tool, saved).flatMap((one) => {
  const answer = saved.svar[one.statement.id];
  const level = levelOf(answer);
  return level === null ? [] : [{ ...one, level, agreed: !isOpen(answer) }];
});

/** The statements that stand high, the highest first. @param {Tool} tool @param {Saved} saved */
export const strengths = (tool, saved) => stands(tool, saved).filter(({ level }) => level === 3 || level === 4).sort((a, b) => Number(b.level) - Number(a.level));

/** The statements that stand low, the lowest first. @param {Tool} tool @param {Saved} saved */
export const gaps = (tool, saved) => stands(tool, saved).filter(({ level }) => level === 1 || level === 2).sort((a, b) => Number(a.level) - Number(b.level));

/** The statements that nobody knows. @param {Tool} tool @param {Saved} saved */
export const unknowns = (tool, saved) => stands(tool, saved).filter(({ level }) => level === UNKNOWN);

/** The statements where a group chose different levels, those furthest apart first. @param {Tool} tool @param {Saved} saved */
export const disagreements = (tool, saved) => asked(tool, saved).flatMap((one) => {
  const found = spread(saved.svar[one.statement.id]);
  return found ? [{ ...one, ...found }] : [];
}).sort((a, b) => b.high - b.low - (a.high - a.low));

/**
 * The statements whose level is another than in *earlier*, those that rose first.
 * @param {Tool} tool
 * @param {Saved} earlier
 * @param {Saved} saved
 */
export const shifts = (tool, earlier, saved) => stands(tool, saved).flatMap((one) => {
  const before = levelOf(earlier.svar[one.statement.id]);
  return before === null || before === one.level ? [] : [{ ...one, before }];
}).sort((a, b) => rise(b) - rise(a));

/** @param {{ before: Level, level: Level }} shift */
const rise = ({ before, level }) => (typeof before === "number" && typeof level === "number" ? level - before : 0);

/** The rows of several, for one sum under the table. @param {Row[]} rows */
export const total = (rows) => ({
  counts: STEPS.map((step) => rows.reduce((sum, row) => sum + row.counts[step - 1], 0)),
  unknown: rows.reduce((sum, row) => sum + row.unknown, 0),
  open: rows.reduce((sum, row) => sum + row.open, 0),
  of: rows.reduce((sum, row) => sum + row.of, 0),
});
