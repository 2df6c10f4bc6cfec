// Answers and plan as tables for spreadsheets: semicolons, UTF-8 with a byte order mark, CRLF (RFC 4180), no formulas.

import { asked, levelOf, STEPS, statements } from "./modell.js";
import { notes } from "./rapport.js";
import { ordered } from "./plan.js";

/** @import { Saved, Tool } from "./modell.js" */

const FORMULA = /^[\s\u00a0]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\t\r]/; // What a program may run; wide forms of the signs too.

/** *value* as one cell; before what would be a formula an apostrophe, as people write there. @param {string | number} value */
export function cell(value) {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {(string | number)[][]} rows */
export const csv = (rows) => `\ufeff${rows.map((row) => `${row.map(cell).join(";")}\r\n`).join("")}`;

/** Every answer, those to statements that are no longer asked too. @param {Tool} tool @param {Saved} saved */
export function answersTable(tool, saved) {
  const known = statements(tool);
  const retired = new Map(tool.utgangna.map((one) => [one.id, one.text]));
  const mine = asked(tool, saved).map(({ statement }) => statement.id);
  const others = Object.keys(saved.svar).filter((id) => !known.has(id));
  const rows = [...mine, ...others].map((id) => {
    const answer = saved.svar[id];
    const found = known.get(id);
    const counts = answer?.antal ?? Array(STEPS.length + 1).fill("");
    return [id, found?.area.titel ?? "", found?.statement.text ?? retired.get(id) ?? "", levelOf(answer) ?? "", ...counts, notes(answer)];
  });
  return csv([["id", "omrade", "pastaende", "niva", ...STEPS.map((step) => `antal_${step}`), "antal_vet_inte", "anteckning"], ...rows]);
}

const COLUMNS = /** @type {const} */ (["text", "mal", "ansvarig", "partner", "start", "klart", "uppfoljning", "status", "effekt", "insats", "omrade", "pastaende"]);

/** The plan, in the order it is worth doing. @param {Saved} saved */
export const planTable = (saved) => csv([["id", ...COLUMNS, "grupper"], ...ordered(saved).map((one) => [one.id, ...COLUMNS.map((name) => one[name] ?? ""), (one.grupper ?? []).join(" | ")])]);
