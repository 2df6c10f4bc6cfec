// What the answers say, area by area and statement by statement.

import { make } from "../element.js";
import { button, chart, chosen, folded, heading, labelled, list, row, table, way } from "./delar.js";
import { readAll, refusal } from "./filer.js";
import { t } from "./ord.js";
import { gone } from "./oppna.js";
import { answerInWords, dayInWords, levelName, profileTable } from "./rapport.js";
import { disagreements, gaps, profile, shifts, strengths, unknowns } from "./resultat.js";

/** @import { App } from "./app.js" */
/** @import { Saved, Statement } from "./modell.js" */
/** @import { Stand } from "./resultat.js" */

/** @param {App} app @returns {Node[]} */
export function draw(app) {
  const { saved, tool } = app;
  if (!saved) return [];
  const { head, rows } = profileTable(tool, saved);
  const part = (/** @type {string} */ title, /** @type {(Node | string)[]} */ items) => (items.length ? [make("h3", {}, title), ...shortened(items)] : []);
  const named = (/** @type {Stand} */ one) => make("span", {}, link(one.statement), ` (${levelName(tool, one.level)}${one.agreed ? "" : `, ${t("skattning.ej_enade")}`})`);
  const low = gaps(tool, saved);
  return [
    heading(t("skattning.vy_resultat")),
    make("p", {}, t("skattning.om_profilen")),
    chart(tool, profile(tool, saved)),
    folded(t("skattning.som_tabell"), table(t("skattning.profil"), head, rows)),
    ...part(t("skattning.gap"), low.map(named)),
    ...part(t("skattning.styrkor"), strengths(tool, saved).map(named)),
    ...part(t("skattning.vet_inte_om"), unknowns(tool, saved).map(({ statement }) => link(statement))),
    ...part(t("skattning.oense"), disagreements(tool, saved).map(({ statement, low: from, high }) => make("div", {}, link(statement),
      ` ${t("skattning.mellan", { lagst: from, hogst: high })}`, chosen(tool, saved.svar[statement.id])))),
    ...compared(app, saved),
    ...part(t("skattning.utgangna"), gone(tool, saved).map(({ text, answer }) => `${text} (${answerInWords(tool, answer)})`)),
    row(way(t("skattning.till_plan"), "#vy-plan"), way(t("skattning.vy_svara"), "#vy-svara", true)),
  ];
}

const MOST = 5; // Of a list, before the rest is folded.

/** A list, whose end is folded when it is long. @param {(Node | string)[]} items @returns {Node[]} */
const shortened = (items) => (items.length > MOST + 1 ? [list(items.slice(0, MOST)), folded(t("skattning.fler", { antal: items.length - MOST }), list(items.slice(MOST)))] : [list(items)]);

/** @param {Statement} statement */
const link = ({ id, text }) => make("a", { href: `#${id}` }, text);

/** What has changed since an earlier file. @param {App} app @param {Saved} saved @returns {Node[]} */
function compared(app, saved) {
  const said = make("div", { role: "alert" });
  const field = make("input", { type: "file", accept: ".json,application/json" });
  field.addEventListener("change", async () => {
    const { saved: [earlier], refused: [refused] } = await readAll(field.files ?? [], app.tool);
    said.replaceChildren(...(refused ? [make("p", "osakert", `${refused.name}: ${refusal(refused.refused, refused.where)}`)] : []));
    if (!earlier) return;
    app.earlier = earlier;
    app.show(true);
    app.say(t("skattning.jamfors", { dag: dayInWords(earlier.uppdaterad.slice(0, 10)) }));
  });
  const chooser = folded(t("skattning.jamfor"), labelled(t("skattning.tidigare_fil"), field, t("skattning.om_tidigare")), said);
  const { earlier } = app;
  if (!earlier) return [chooser];
  const moved = shifts(app.tool, earlier, saved);
  return [
    make("h3", {}, t("skattning.sedan_dag", { dag: dayInWords(earlier.uppdaterad.slice(0, 10)) })),
    list(moved.map(({ statement, before, level }) => make("span", {}, link(statement), ` ${levelName(app.tool, before)} → ${levelName(app.tool, level)}`)), t("skattning.ingen_skillnad")),
    make("h4", {}, t("skattning.profil_da")),
    chart(app.tool, profile(app.tool, { ...earlier, svarande: saved.svarande })),
    row(button(t("skattning.sluta_jamfora"), () => {
      app.earlier = null;
      app.show(true);
    }, true)),
    chooser,
  ];
}
