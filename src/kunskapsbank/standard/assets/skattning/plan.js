// The plan: what the site suggests for a level, what people take of it or add, and in which order it is worth doing.

import { changed, freeId, given } from "./modell.js";

/** @import { Action, Area, Level, Saved, Statement, Suggestion } from "./modell.js" */

/** What gives much for little comes first; then what is due first. @param {{ effekt?: number, insats?: number, klart?: string }} a @param {{ effekt?: number, insats?: number, klart?: string }} b */
export const worth = (a, b) => (b.effekt ?? 0) - (a.effekt ?? 0) || (a.insats ?? 4) - (b.insats ?? 4) || (a.klart ?? "9").localeCompare(b.klart ?? "9");

/**
 * What can be done about *statement* at *level*: those who do not know begin where nothing is done.
 * @param {Statement} statement
 * @param {Level} level
 * @returns {Suggestion[]}
 */
export const suggestions = (statement, level) => statement.atgarder.filter((one) => one.niva === (level === "vet-inte" ? 1 : level)).sort(worth);

/**
 * *saved* with another action in its plan.
 * @param {Saved} saved
 * @param {Partial<Action>} action
 * @param {Date} now
 */
export const added = (saved, action, now) =>
  changed(saved, { plan: [...saved.plan, { text: "", status: "ej-paborjad", ...given(action), id: freeId(saved.plan.map((one) => one.id)) }] }, now);

/**
 * An action of the plan, of what is suggested about a statement.
 * @param {Area} area
 * @param {Statement} statement
 * @param {Suggestion} one
 * @returns {Partial<Action>}
 */
export const ofSuggestion = (area, statement, { niva, text, effekt, insats, partner, matt }) =>
  ({ pastaende: statement.id, omrade: area.id, fran: niva, text, effekt, insats, partner, mal: matt });

/** Whether the plan has what is suggested already. @param {Saved} saved @param {Statement} statement @param {Suggestion} one */
export const isTaken = (saved, statement, one) => saved.plan.some((action) => action.pastaende === statement.id && action.text === one.text);

/** *saved* with the action *id* changed. @param {Saved} saved @param {string} id @param {Partial<Action>} changes @param {Date} now */
export const revised = (saved, id, changes, now) =>
  changed(saved, { plan: saved.plan.map((one) => (one.id === id ? given({ ...one, ...changes, text: changes.text ?? one.text }) : one)) }, now);

/** *saved* without the action *id*. @param {Saved} saved @param {string} id @param {Date} now */
export const removed = (saved, id, now) => changed(saved, { plan: saved.plan.filter((one) => one.id !== id) }, now);

/** The actions in the order they are worth doing. @param {Saved} saved */
export const ordered = (saved) => [...saved.plan].sort(worth);

/** Whether *action* should have been done before *today*, 2026-11-30. @param {Action} action @param {string} today */
export const isLate = (action, today) => action.klart !== undefined && action.klart < today && (action.status === "ej-paborjad" || action.status === "pagar");
