// Saved work comes from anywhere: it is judged before a word of it is believed, and carried to the statements of today.

import { asked, levelOf, statements } from "./modell.js";
import { fault } from "./schema.js";

/** @import { Answer, Saved, Statement, Tool } from "./modell.js" */

export const MOST_BYTES = 2_000_000; // Of a file; one with every answer and note filled in is far smaller.

/**
 * @typedef {"for_stor" | "trasig" | "frammande" | "nyare" | "felaktig"} Refusal
 * @typedef {{ saved: Saved } | { refused: Refusal, where: string }} Opened
 */

/**
 * What stands in *text*: saved work, or why it cannot be that. *where*: the place in the file, or the version that is too new.
 * @param {string} text
 * @param {Tool} tool
 * @returns {Opened}
 */
export function opened(text, tool) {
  if (text.length > MOST_BYTES) return { refused: "for_stor", where: "" };
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: "trasig", where: "" };
  }
  if (typeof value !== "object" || value?.format !== tool.schema.properties?.format.const) return { refused: "frammande", where: "" };
  const newest = Number(tool.schema.properties?.formatversion.const);
  if (value.formatversion > newest || (Number.isInteger(value.version) && value.version > tool.version)) return { refused: "nyare", where: String(value.version) };
  const where = fault(value, tool.schema);
  if (where !== null) return { refused: "felaktig", where };
  return { saved: value };
}

/**
 * @typedef {{ id: string, text: string, answer: Answer }} Gone An answer to a statement that is no longer asked.
 * @typedef {{ from: number, to: number, gone: Gone[], reworded: Statement[], added: Statement[], replaced: { statement: Statement, by: Gone[] }[], told: string[] }} Changes
 *   What differs for *saved* between the version that it was made with and that of today. *told*: what the history says.
 */

/**
 * Answers to what is no longer asked, with the words it had.
 * @param {Tool} tool
 * @param {Saved} saved
 * @returns {Gone[]}
 */
export function gone(tool, saved) {
  const known = statements(tool);
  const words = new Map(tool.utgangna.map((one) => [one.id, one.text]));
  return Object.entries(saved.svar).filter(([id]) => !known.has(id)).map(([id, answer]) => ({ id, text: words.get(id) ?? id, answer }));
}

/**
 * *saved* as of today's version, and what changed on the way; null when nothing did. No answer is taken away.
 * @param {Tool} tool
 * @param {Saved} saved
 * @returns {{ saved: Saved, changes: Changes | null }}
 */
export function carried(tool, saved) {
  if (saved.version === tool.version) return { saved, changes: null };
  const mine = asked(tool, saved).map(({ statement }) => statement);
  const left = gone(tool, saved);
  const by = new Map(left.map((one) => [one.id, one]));
  const changes = {
    from: saved.version,
    to: tool.version,
    gone: left,
    reworded: mine.filter((one) => (one.andrad ?? 0) > saved.version && one.sedan <= saved.version && levelOf(saved.svar[one.id]) !== null),
    added: mine.filter((one) => one.sedan > saved.version),
    replaced: mine.map((statement) => ({ statement, by: (statement.ersatter ?? []).flatMap((id) => by.get(id) ?? []) })).filter((one) => one.by.length),
    told: tool.historik.filter((one) => one.version > saved.version).map((one) => one.andring),
  };
  return { saved: { ...saved, version: tool.version }, changes };
}
