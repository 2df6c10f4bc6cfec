// One statement at a time: a level, or that one does not know, and a note. A group enters how many chose each level.

import { make } from "../element.js";
import { button, chosen, folded, heading, key, labelled, levelOfValue, levels, links, list, radios, row, way } from "./delar.js";
import { answered, asked, levelOf, progress, STEPS, UNKNOWN } from "./modell.js";
import { t } from "./ord.js";
import { added, isTaken, ofSuggestion, suggestions } from "./plan.js";
import { levelName, notes, stepInWords } from "./rapport.js";

/** @import { App } from "./app.js" */
/** @import { Answer, Area, Level, Saved, Statement } from "./modell.js" */

/** @param {App} app @returns {Node[]} */
export function draw(app) {
  const { saved, at } = app;
  if (!saved || !at) return [heading(t("skattning.inga_fragor"))];
  const { area, statement, number, of } = at;
  const answer = () => app.saved?.svar[statement.id] ?? {};
  const change = (/** @type {Answer} */ changes) => {
    if (app.saved) app.change(answered(app.saved, statement.id, { ...answer(), ...changes }, new Date()));
    follow();
  };
  const turns = make("div");
  const ahead = make("div");
  const follow = () => {
    turns.replaceChildren(turn(app, statement));
    ahead.replaceChildren(...(app.group ? [act(app, area, statement)] : []));
  };
  follow();
  const level = radios("skattning-niva", levels(app.tool, statement.nivaer), String(answer().niva ?? ""), (value) => change({ niva: levelOfValue(value) }));
  return [
    heading(t("skattning.plats", { omrade: area.titel, nummer: number, alla: of })),
    ...(app.group ? [make("h3", "skattning-pastaende", statement.text), ...counts(app, statement, answer, change)] : []),
    make("fieldset", "skattning-fraga", make("legend", app.group ? "" : "skattning-pastaende", app.group ? t("skattning.enas") : statement.text), ...level,
      button(t("skattning.angra"), () => {
        change({ niva: undefined });
        app.show(true);
      }, true)),
    noted(answer, change),
    folded(t("skattning.varfor"), make("p", {}, statement.varfor), ...(statement.lankar?.length ? [make("h3", {}, t("skattning.las_mer")), links(statement.lankar, app.root)] : []),
      ...(statement.kallor?.length ? [make("h3", {}, t("skattning.kallor")), links(statement.kallor, app.root)] : []),
      make("p", {}, make("a", { href: `${app.root}${area.adress}#${statement.id}` }, t("skattning.pa_sidan")))),
    ahead,
    turns,
    areas(app, saved, area),
    make("p", "liten", make("a", { href: `#${statement.id}` }, t("skattning.lank"))),
  ];
}

/** To the statement before and after; what has no answer can be passed over. @param {App} app @param {Statement} statement */
function turn(app, statement) {
  const all = app.saved ? asked(app.tool, app.saved) : [];
  const at = all.findIndex((one) => one.statement === statement);
  const [before, after] = [all[at - 1], all[at + 1]];
  const done = levelOf(app.saved?.svar[statement.id]) !== null;
  return row(
    ...(before ? [way(t("skattning.fore"), `#${before.statement.id}`, true)] : []),
    after ? way(done ? t("skattning.nasta") : t("skattning.hoppa"), `#${after.statement.id}`, !done) : way(t("skattning.till_resultat"), "#vy-resultat"));
}

/** The areas, with how much of each is answered. @param {App} app @param {Saved} saved @param {Area} here */
const areas = (app, saved, here) => make("nav", { class: "skattning-omraden", "aria-label": t("skattning.omraden") },
  list(progress(app.tool, saved).map(({ area, done, all }) =>
    make("span", {}, make("a", { href: `#omrade-${area.id}`, "aria-current": area === here ? "true" : undefined }, area.titel), ` ${t("skattning.besvarade", { antal: done, alla: all })}`))));

/** @param {() => Answer} answer @param {(changes: Answer) => void} change */
function noted(answer, change) {
  const field = make("textarea", { rows: 2, maxlength: 4000, autocomplete: "off" }, answer().anteckning ?? "");
  field.addEventListener("change", () => change({ anteckning: field.value.trim() }));
  const others = notes({ kommentarer: answer().kommentarer });
  return make("div", {}, labelled(t("skattning.anteckning"), field), ...(others ? [folded(t("skattning.gruppens"), ...others.split("\n").map((line) => make("p", {}, line)))] : []));
}

/** Fields for a show of hands, with what it shows. @param {App} app @param {Statement} statement @param {() => Answer} answer @param {(changes: Answer) => void} change @returns {Node[]} */
function counts(app, statement, answer, change) {
  const drawing = make("div");
  const show = () => drawing.replaceChildren(...(answer().antal ? [chosen(app.tool, answer()), key(app.tool, false)] : []));
  /** @type {Level[]} */
  const all = [...STEPS, UNKNOWN];
  const fields = all.map((level, at) => {
    const field = make("input", { type: "number", min: 0, max: 9999, inputmode: "numeric", autocomplete: "off", value: answer().antal?.[at] ?? "" });
    field.addEventListener("input", () => {
      const number = Math.min(9999, Math.max(0, Math.trunc(Number(field.value)) || 0));
      change({ antal: all.map((_, other) => (other === at ? number : (answer().antal?.[other] ?? 0))) });
      show();
    });
    return labelled(levelName(app.tool, level), field, level === UNKNOWN ? "" : statement.nivaer[STEPS.indexOf(level)]);
  });
  show();
  return [make("fieldset", "skattning-fraga", make("legend", {}, t("skattning.hur_manga")), make("div", "skattning-antal", ...fields)), drawing];
}

/** What a group does about it: suggestions for the level, and words of its own, straight into the plan. @param {App} app @param {Area} area @param {Statement} statement */
function act(app, area, statement) {
  const level = levelOf(app.saved?.svar[statement.id]);
  if (level === null || level === 4) return make("div");
  return make("section", {}, make("h3", {}, t("skattning.vad_gora")), offers(app, area, statement, level), own(app, area, statement));
}

/** What is suggested for *level*, each to be taken into the plan. @param {App} app @param {Area} area @param {Statement} statement @param {Level} level */
export const offers = (app, area, statement, level) => make("ul", "skattning-forslag", ...suggestions(statement, level).map((one) => {
  const taken = () => app.saved !== null && isTaken(app.saved, statement, one);
  const state = make("span", { class: "liten", role: "status" }, taken() ? t("skattning.i_planen") : "");
  const take = button(t("skattning.till_planen"), () => {
    if (!app.saved || taken()) return;
    app.change(added(app.saved, ofSuggestion(area, statement, one), new Date()));
    state.textContent = t("skattning.i_planen");
    take.setAttribute("aria-disabled", "true");
  }, true);
  if (taken()) take.setAttribute("aria-disabled", "true");
  take.setAttribute("aria-label", `${t("skattning.till_planen")}: ${one.text}`);
  return make("li", {}, make("strong", {}, one.text), make("span", "svarshjalp",
    t("skattning.om_forslag", { effekt: stepInWords(one.effekt).toLowerCase(), insats: stepInWords(one.insats).toLowerCase() }),
    ...(one.partner ? [` ${t("skattning.med", { partner: one.partner })}`] : []), ` ${t("skattning.malet", { mal: one.matt })}`), take, " ", state);
}));

/** An action in the group's own words. @param {App} app @param {Area} area @param {Statement} statement */
export function own(app, area, statement) {
  const field = make("input", { type: "text", maxlength: 4000, autocomplete: "off" });
  const state = make("p", { class: "liten", role: "status" });
  const form = make("form", {}, labelled(t("skattning.egen_atgard"), field), row(make("button", { class: "knapp knapp--svag", type: "submit" }, t("skattning.lagg_till"))), state);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!app.saved || !field.value.trim()) return;
    app.change(added(app.saved, { text: field.value.trim(), pastaende: statement.id, omrade: area.id }, new Date()));
    state.textContent = t("skattning.tillagd", { text: field.value.trim() });
    field.value = "";
  });
  return form;
}
