// From gaps to actions: what is suggested, what was taken, who does it and when it is done.

import { make } from "../element.js";
import { button, choice, folded, heading, labelled, row } from "./delar.js";
import { dayOf, levelOf, STATES, statements } from "./modell.js";
import { t } from "./ord.js";
import { added, isLate, ordered, removed, revised } from "./plan.js";
import { dayInWords, levelName, stateName, stepInWords } from "./rapport.js";
import { gaps, stands } from "./resultat.js";
import { offers, own } from "./vy_svara.js";

/** @import { App } from "./app.js" */
/** @import { Action, Saved } from "./modell.js" */
/** @import { Stand } from "./resultat.js" */

/** @param {App} app @returns {Node[]} */
export function draw(app) {
  const { saved } = app;
  if (!saved) return [];
  const low = gaps(app.tool, saved);
  const rest = stands(app.tool, saved).filter(({ level }) => level === 3 || level === "vet-inte");
  return [
    heading(t("skattning.vy_plan")),
    ...planned(app, saved),
    make("h3", {}, t("skattning.forslag")),
    make("p", {}, low.length ? t("skattning.om_forslagen") : t("skattning.inga_gap")),
    ...low.map((one) => offered(app, one)),
    ...(rest.length ? [make("h4", {}, t("skattning.fler_forslag")), ...rest.map((one) => offered(app, one))] : []),
    make("h3", {}, t("skattning.egen_rubrik")),
    free(app),
  ];
}

/** @param {App} app @param {Stand} stand */
const offered = (app, { area, statement, level }) => folded(`${statement.text} (${levelName(app.tool, level)})`, offers(app, area, statement, level), own(app, area, statement),
  row(button(t("skattning.visa_plan"), () => app.show(true), true)));

/** An action that belongs to no statement. @param {App} app */
function free(app) {
  const field = make("input", { type: "text", maxlength: 4000, autocomplete: "off" });
  const form = make("form", {}, labelled(t("skattning.egen_atgard"), field), row(make("button", { class: "knapp knapp--svag", type: "submit" }, t("skattning.lagg_till"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!app.saved || !field.value.trim()) return;
    app.change(added(app.saved, { text: field.value.trim() }, new Date()));
    app.show(true);
    app.say(t("skattning.tillagd", { text: field.value.trim() }));
  });
  return form;
}

/** The actions of the plan, each with its fields. @param {App} app @param {Saved} saved @returns {Node[]} */
function planned(app, saved) {
  if (!saved.plan.length) return [make("p", {}, t("skattning.tom_plan"))];
  return [make("p", {}, t("skattning.om_planen")), make("ol", "skattning-plan", ...ordered(saved).map((one) => make("li", {}, action(app, one))))];
}

/** @param {App} app @param {Action} one */
function action(app, one) {
  const name = make("span", {}, one.text);
  const state = make("span", "liten");
  const follow = (/** @type {Action} */ now) => {
    name.textContent = now.text;
    const late = isLate(now, dayOf(new Date())) ? [t("skattning.forsenad")] : [];
    state.textContent = ` ${[stateName(now.status), now.ansvarig, dayInWords(now.klart), ...late].filter(Boolean).join(" · ")}`;
  };
  const change = (/** @type {Partial<Action>} */ changes) => {
    if (!app.saved) return;
    app.change(revised(app.saved, one.id, changes, new Date()));
    const now = app.saved.plan.find(({ id }) => id === one.id);
    if (now) follow(now);
  };
  follow(one);
  return make("details", {}, make("summary", {}, name, state), ...fields(app, one, change), row(button(t("skattning.ta_bort"), () => {
    if (!app.saved) return;
    app.change(removed(app.saved, one.id, new Date()));
    app.show(true);
    app.say(t("skattning.borttagen", { text: one.text }));
  }, true)));
}

/** @param {App} app @param {Action} one @param {(changes: Partial<Action>) => void} change @returns {Node[]} */
function fields(app, one, change) {
  const about = one.pastaende ? statements(app.tool).get(one.pastaende) : undefined;
  const text = (/** @type {"text" | "mal" | "ansvarig" | "partner" | "uppfoljning"} */ name, /** @type {number} */ most, rows = 1) => {
    const field = rows > 1 ? make("textarea", { rows, maxlength: most, autocomplete: "off" }, one[name] ?? "") : make("input", { type: "text", maxlength: most, autocomplete: "off", value: one[name] ?? "" });
    field.addEventListener("change", () => change({ [name]: field.value.trim() }));
    return field;
  };
  const day = (/** @type {"start" | "klart"} */ name) => {
    const field = make("input", { type: "date", min: "2000-01-01", max: "2100-12-31", autocomplete: "off", value: one[name] ?? "" });
    field.addEventListener("change", () => field.validity.valid && change({ [name]: field.value }));
    return field;
  };
  const step = (/** @type {"effekt" | "insats"} */ name) =>
    choice([["", t("skattning.ej_bedomt")], ...[1, 2, 3].map((size) => /** @type {[string, string]} */ ([String(size), stepInWords(size)]))], String(one[name] ?? ""), (value) => change({ [name]: value ? Number(value) : undefined }));
  return [
    ...(about ? [make("p", "liten", `${about.area.titel}: `, make("a", { href: `#${about.statement.id}` }, about.statement.text), ` (${levelName(app.tool, levelOf(app.saved?.svar[about.statement.id]))}). `,
      ...about.area.om.flatMap(({ titel, adress }) => [`${t("skattning.las_mer")}: `, make("a", { href: app.root + adress }, titel)]))] : []),
    labelled(t("skattning.atgard"), text("text", 4000, 2)),
    labelled(t("skattning.mal"), text("mal", 4000, 2), t("skattning.om_mal")),
    labelled(t("skattning.ansvarig"), text("ansvarig", 300), t("skattning.om_ansvarig")),
    labelled(t("skattning.partner"), text("partner", 300)),
    make("div", "skattning-par", labelled(t("skattning.start"), day("start")), labelled(t("skattning.klart"), day("klart"))),
    labelled(t("skattning.uppfoljning"), text("uppfoljning", 4000, 2), t("skattning.om_uppfoljning")),
    make("div", "skattning-par", labelled(t("skattning.status"), choice(STATES.map((state) => [state, stateName(state)]), one.status, (value) => change({ status: STATES.find((state) => state === value) ?? one.status }))),
      labelled(t("skattning.effekt"), step("effekt")), labelled(t("skattning.insats"), step("insats"))),
    ...(app.tool.grupper.length ? [groups(app, one, change)] : []),
  ];
}

/** Whom the action is for. @param {App} app @param {Action} one @param {(changes: Partial<Action>) => void} change */
function groups(app, one, change) {
  const boxes = app.tool.grupper.map(({ id, titel }) => {
    const box = make("input", { type: "checkbox", value: id, checked: one.grupper?.includes(id) ?? false, autocomplete: "off" });
    return { box, label: make("label", "skattning-kryss", box, titel) };
  });
  const unknown = (one.grupper ?? []).filter((id) => !app.tool.grupper.some((group) => group.id === id));
  for (const { box } of boxes) box.addEventListener("change", () => change({ grupper: [...boxes.filter((other) => other.box.checked).map((other) => other.box.value), ...unknown] }));
  return folded(t("skattning.till_for"), make("fieldset", "skattning-grupper", make("legend", "dold-text", t("skattning.till_for")), ...boxes.map(({ label }) => label)));
}
