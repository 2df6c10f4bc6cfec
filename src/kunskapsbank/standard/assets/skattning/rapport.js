// The result and the plan as a document that a board can decide on: a list of blocks, which paper and Word are drawn of.

import { isEnglish } from "../texter.js";
import { asked, levelOf, STEPS, statements, UNKNOWN } from "./modell.js";
import { t } from "./ord.js";
import { ordered } from "./plan.js";
import { disagreements, gaps, profile, shifts, strengths, total, unknowns } from "./resultat.js";
import { gone } from "./oppna.js";
import { people } from "./samla.js";

/** @import { Action, Answer, Level, Saved, Tool } from "./modell.js" */

/**
 * @typedef {{ sort: "titel" | "rubrik" | "underrubrik" | "stycke", text: string }
 *   | { sort: "lista", rader: string[] }
 *   | { sort: "tabell" | "profil", rubrik: string, huvud: string[], rader: string[][] }
 *   | { sort: "fakta", rader: [string, string][] }} Block `fakta`: labels with their values; `profil`: a table that paper has a chart of.
 */

/** A day in words: 30 november 2026. @param {string | undefined} day */
export const dayInWords = (day) => (day ? new Intl.DateTimeFormat(isEnglish ? "en-GB" : "sv-SE", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)) : "");

/** What a level is called: "2 På väg". @param {Tool} tool @param {Level | null} level */
export function levelName(tool, level) {
  if (level === null) return t("skattning.obesvarat");
  return level === UNKNOWN ? t("skattning.vet_inte") : `${level} ${tool.skala[level - 1]}`;
}

/** What *answer* says: its level, or those that a group chose. @param {Tool} tool @param {Answer | undefined} answer */
export function answerInWords(tool, answer) {
  const counts = answer?.antal;
  const chosen = counts?.flatMap((number, at) => (number ? [`${levelName(tool, at < STEPS.length ? STEPS[at] : UNKNOWN)}: ${number}`] : [])) ?? [];
  if (!chosen.length) return levelName(tool, levelOf(answer));
  return answer?.niva === undefined ? `${t("skattning.inte_enade")} ${chosen.join(", ")}` : `${levelName(tool, answer.niva)} (${chosen.join(", ")})`;
}

/** One of three steps in words. @param {number | undefined} step */
export const stepInWords = (step) => [t("skattning.liten"), t("skattning.medel"), t("skattning.stor")][(step ?? 0) - 1] ?? "";

/** What a state is called. @param {Action["status"]} state */
export const stateName = (state) =>
  ({ "ej-paborjad": t("skattning.ej_paborjad"), pagar: t("skattning.pagar"), klar: t("skattning.klar"), avford: t("skattning.avford") })[state];

/** @param {Tool} tool @param {string} id */
export const answererName = (tool, id) => tool.svarande.find((one) => one.id === id)?.namn ?? id;

/** The heads and rows of the profile as a table, the sum last. @param {Tool} tool @param {Saved} saved */
export function profileTable(tool, saved) {
  const rows = profile(tool, saved);
  const cells = (/** @type {string} */ name, /** @type {{ counts: number[], unknown: number, open: number, of: number }} */ row) =>
    [name, ...row.counts.map(String), String(row.unknown), String(row.open), String(row.of)];
  const head = [t("skattning.omrade"), ...STEPS.map((step) => levelName(tool, step)), t("skattning.vet_inte"), t("skattning.obesvarat"), t("skattning.alla")];
  return { head, rows: [...rows.map((row) => cells(row.area.titel, row)), ...(rows.length > 1 ? [cells(t("skattning.summa"), total(rows))] : [])] };
}

/** The facts of *action*, those that are filled in, as labels and values. @param {Tool} tool @param {Action} action @returns {[string, string][]} */
export function actionFacts(tool, action) {
  const about = action.pastaende ? statements(tool).get(action.pastaende) : undefined;
  const area = tool.omraden.find((one) => one.id === action.omrade);
  const groups = (action.grupper ?? []).map((id) => tool.grupper.find((one) => one.id === id)?.titel ?? id);
  /** @type {[string, string | undefined][]} */
  const all = [
    [t("skattning.mal"), action.mal],
    [t("skattning.ansvarig"), action.ansvarig],
    [t("skattning.partner"), action.partner],
    [t("skattning.start"), dayInWords(action.start)],
    [t("skattning.klart"), dayInWords(action.klart)],
    [t("skattning.uppfoljning"), action.uppfoljning],
    [t("skattning.status"), stateName(action.status)],
    [t("skattning.effekt"), stepInWords(action.effekt)],
    [t("skattning.insats"), stepInWords(action.insats)],
    [t("skattning.omrade"), area?.titel],
    [t("skattning.pastaende"), about?.statement.text],
    [t("skattning.till_for"), groups.join(", ")],
  ];
  return all.flatMap(([label, value]) => (value ? [[label, value]] : []));
}

/** Who has answered, and when. @param {Tool} tool @param {Saved} saved @param {string} today @returns {[string, string][]} */
const about = (tool, saved, today) => [
  [t("skattning.svarande"), answererName(tool, saved.svarande)],
  ...(saved.deltagare ? [/** @type {[string, string]} */ ([t("skattning.deltagare"), people(saved).join(", ")])] : []),
  [t("skattning.dag"), dayInWords(today)],
  [t("skattning.version"), String(saved.version)],
];

/**
 * A heading with a list; nothing when the list is empty.
 * @param {string} text
 * @param {string[]} rader
 * @returns {Block[]}
 */
const listed = (text, rader) => (rader.length ? [{ sort: "underrubrik", text }, { sort: "lista", rader }] : []);

/**
 * *saved* as a document. *today*: 2026-11-30. *earlier*: what to compare with.
 * @param {Tool} tool
 * @param {Saved} saved
 * @param {string} today
 * @param {Saved | null} [earlier]
 * @returns {Block[]}
 */
export function report(tool, saved, today, earlier = null) {
  const { head, rows } = profileTable(tool, saved);
  const named = (/** @type {{ statement: { text: string }, level: Level }} */ { statement, level }) => `${statement.text} (${levelName(tool, level)})`;
  return [
    { sort: "titel", text: t("skattning.rapport", { namn: saved.namn || answererName(tool, saved.svarande) }) },
    { sort: "fakta", rader: about(tool, saved, today) },
    { sort: "rubrik", text: t("skattning.laget") },
    { sort: "stycke", text: t("skattning.om_profilen") },
    { sort: "profil", rubrik: t("skattning.profil"), huvud: head, rader: rows },
    ...listed(t("skattning.styrkor"), strengths(tool, saved).map(named)),
    ...listed(t("skattning.gap"), gaps(tool, saved).map(named)),
    ...listed(t("skattning.vet_inte_om"), unknowns(tool, saved).map(({ statement }) => statement.text)),
    ...listed(t("skattning.oense"), disagreements(tool, saved).map(({ statement }) => `${statement.text} (${answerInWords(tool, saved.svar[statement.id])})`)),
    ...(earlier ? listed(t("skattning.sedan_sist"), shifts(tool, earlier, saved).map(({ statement, before, level }) =>
      `${statement.text} (${levelName(tool, before)} → ${levelName(tool, level)})`)) : []),
    ...planned(tool, saved),
    { sort: "rubrik", text: t("skattning.beslut") },
    { sort: "stycke", text: t("skattning.om_beslut") },
    { sort: "fakta", rader: [[t("skattning.beslutat_av"), ""], [t("skattning.beslutsdag"), ""], [t("skattning.underskrift"), ""]] },
    ...appended(tool, saved),
  ];
}

/** The plan: as a table to look over, then each action with all that is known of it. @param {Tool} tool @param {Saved} saved @returns {Block[]} */
function planned(tool, saved) {
  const plan = ordered(saved);
  /** @type {Block} */
  const heading = { sort: "rubrik", text: t("skattning.handlingsplan") };
  if (!plan.length) return [heading, { sort: "stycke", text: t("skattning.tom_plan") }];
  const head = [t("skattning.nummer"), t("skattning.atgard"), t("skattning.ansvarig"), t("skattning.klart"), t("skattning.status")];
  return [
    heading,
    { sort: "tabell", rubrik: t("skattning.oversikt"), huvud: head, rader: plan.map((one, at) => [String(at + 1), one.text, one.ansvarig ?? "", dayInWords(one.klart), stateName(one.status)]) },
    ...plan.flatMap((one, at) => /** @type {Block[]} */ ([{ sort: "underrubrik", text: `${at + 1}. ${one.text}` }, { sort: "fakta", rader: actionFacts(tool, one) }])),
  ];
}

/** Every answer with its notes, area by area. @param {Tool} tool @param {Saved} saved @returns {Block[]} */
function appended(tool, saved) {
  const all = asked(tool, saved);
  const areas = tool.omraden.flatMap((area) => {
    const own = all.filter((one) => one.area === area).map(({ statement }) => statement);
    const rader = own.map((one) => [one.text, answerInWords(tool, saved.svar[one.id]), notes(saved.svar[one.id])]);
    return rader.length ? [{ area, rader }] : [];
  });
  const left = gone(tool, saved);
  const head = [t("skattning.pastaende"), t("skattning.svar"), t("skattning.anteckningar")];
  return [
    { sort: "rubrik", text: t("skattning.bilaga") },
    ...areas.flatMap(({ area, rader }) => /** @type {Block[]} */ ([{ sort: "underrubrik", text: area.titel }, { sort: "tabell", rubrik: area.titel, huvud: head, rader }])),
    ...(left.length ? /** @type {Block[]} */ ([
      { sort: "underrubrik", text: t("skattning.utgangna") },
      { sort: "tabell", rubrik: t("skattning.utgangna"), huvud: head, rader: left.map(({ text, answer }) => [text, answerInWords(tool, answer), notes(answer)]) },
    ]) : []),
  ];
}

/** What was noted, each with who wrote it. @param {Answer | undefined} answer */
export const notes = (answer) => [answer?.anteckning ?? "", ...(answer?.kommentarer ?? []).map(({ fran, text }) => `${fran}: ${text}`)].filter(Boolean).join("\n");
