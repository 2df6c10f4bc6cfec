// Where the work begins: who answers, or a saved file.

import { make } from "../element.js";
import { ask, button, folded, heading, labelled, list, radios, row, way } from "./delar.js";
import { readAll, refusal } from "./filer.js";
import { begun, changed, dayOf, levelOf, progress } from "./modell.js";
import { opened } from "./oppna.js";
import { t } from "./ord.js";
import { answererName, answerInWords, dayInWords, levelName, stateName } from "./rapport.js";
import { merged } from "./samla.js";
import { isLate } from "./plan.js";

/** @import { App } from "./app.js" */
/** @import { Saved } from "./modell.js" */
/** @import { Changes } from "./oppna.js" */

/** @param {App} app @returns {Node[]} */
export const draw = (app) => (app.saved ? going(app, app.saved) : [heading(t("skattning.vem")), ...chooser(app), ...opener(app)]);

/** Work that is open: how far it has come, and what is new since it was left. @param {App} app @param {Saved} saved @returns {Node[]} */
function going(app, saved) {
  const rows = progress(app.tool, saved);
  const named = make("input", { type: "text", value: saved.namn, maxlength: 300, autocomplete: "off" });
  named.addEventListener("change", () => app.saved && app.change(changed(app.saved, { namn: named.value.trim() }, new Date())));
  const late = saved.plan.filter((one) => isLate(one, dayOf(new Date())));
  return [
    heading(t("skattning.pagar_for", { vem: saved.namn || answererName(app.tool, saved.svarande) })),
    ...(app.changes ? [news(app, app.changes)] : []),
    list(rows.map(({ area, done, all }) => make("span", {}, make("a", { href: `#omrade-${area.id}` }, area.titel), ` ${t("skattning.besvarade", { antal: done, alla: all })}`))),
    ...(late.length ? [make("p", {}, t("skattning.forsenade", { antal: late.length })), list(late.map((one) => `${one.text} (${dayInWords(one.klart)}, ${stateName(one.status).toLowerCase()})`))] : []),
    row(way(t("skattning.fortsatt"), "#vy-svara"), way(t("skattning.vy_resultat"), "#vy-resultat", true), way(t("skattning.vy_plan"), "#vy-plan", true)),
    labelled(t("skattning.namn"), named, t("skattning.om_namn")),
    grouped(app),
    ...opener(app),
    row(button(t("skattning.borja_om"), async () => {
      if (!(await sure(app))) return;
      app.forget();
      [app.saved, app.earlier, app.changes, app.unsaved] = [null, null, null, false];
      app.go("vy-start");
    }, true)),
  ];
}

/** Whether a group answers together. @param {App} app */
function grouped(app) {
  const box = make("input", { type: "checkbox", checked: app.group, autocomplete: "off" });
  box.addEventListener("change", () => {
    app.group = box.checked;
  });
  return make("label", "skattning-val", box, make("span", {}, make("strong", {}, t("skattning.i_grupp")), make("span", "svarshjalp", t("skattning.om_grupp"))));
}

/** @param {App} app @returns {Node[]} */
function chooser(app) {
  const { svarande } = app.tool;
  let who = "";
  const name = make("input", { type: "text", maxlength: 300, autocomplete: "off" });
  const fault = make("p", { role: "alert" });
  const form = make("form", {},
    make("fieldset", "skattning-fraga", make("legend", {}, t("skattning.vem_svarar")),
      ...radios("skattning-svarande", svarande.map(({ id, namn, hjalp }) => ({ value: id, title: namn, help: hjalp })), "", (value) => {
        who = value;
      })),
    labelled(t("skattning.namn"), name, t("skattning.om_namn")), grouped(app), fault,
    row(make("button", { class: "knapp", type: "submit" }, t("skattning.borja"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!who) {
      fault.textContent = t("skattning.valj_vem");
      form.querySelector("input")?.focus();
      return;
    }
    app.change(begun(app.tool, who, name.value.trim(), new Date()));
    app.unsaved = false; // Nothing is answered yet.
    app.go(location.hash.slice(1).startsWith("vy-") || !location.hash ? "vy-svara" : location.hash.slice(1));
  });
  return [form];
}

/** Fields for saved files: one to go on with, or several to count together. @param {App} app @returns {Node[]} */
function opener(app) {
  const said = make("div", { role: "alert" });
  const field = (/** @type {boolean} */ several) => {
    const input = make("input", { type: "file", accept: ".json,application/json", multiple: several });
    input.addEventListener("change", async () => {
      said.replaceChildren();
      const { saved, refused } = await readAll(input.files ?? [], app.tool);
      input.value = "";
      const whole = several && saved.length ? merged(saved, new Date(), app.saved?.namn || undefined) : saved[0];
      const read = whole ? opened(JSON.stringify(whole), app.tool) : null; // What is joined may be more than a file can hold.
      if (read && "refused" in read) refused.push({ name: t("skattning.filer"), ...read });
      said.replaceChildren(...(refused.length ? [make("div", "osakert",
        list(refused.map((one) => `${one.name}: ${refusal(one.refused, one.where)}`)), make("p", {}, t("skattning.inget_andrat")))] : []));
      if (refused.length || !whole || !(await sure(app))) return;
      app.take(whole);
      app.unsaved = several;
      if (app.keeps) app.keepOnDevice();
      if (several) app.go("vy-resultat", t("skattning.sammanlagt", { antal: saved.length }));
      else app.go("vy-start", t("skattning.oppnat"));
    });
    return input;
  };
  return [
    folded(t("skattning.oppna_fil"), labelled(t("skattning.fil"), field(false), t("skattning.om_fil")),
      labelled(t("skattning.filer"), field(true), t("skattning.om_filer"))),
    said,
    row(button(t("skattning.tom_blankett"), () => app.print(true), true)),
    make("p", "liten", t("skattning.stannar_har")),
  ];
}

/** Whether the work that is open may be left: asked when it is saved nowhere, or would go from the device. @param {App} app */
async function sure(app) {
  if (app.unsaved) return ask(t("skattning.osparat"), t("skattning.lamna"));
  return !app.keeps || ask(t("skattning.ersatts"), t("skattning.ersatt"));
}

/** What differs since the version that the work was begun with. @param {App} app @param {Changes} changes */
function news(app, changes) {
  const link = (/** @type {{ id: string, text: string }} */ { id, text }) => make("a", { href: `#${id}` }, text);
  const kept = (/** @type {Changes["gone"][number]} */ { text, answer }) => `${text} (${answerInWords(app.tool, answer)})`;
  const part = (/** @type {string} */ title, /** @type {(Node | string)[]} */ items) => (items.length ? [make("h3", {}, title), list(items)] : []);
  return make("section", { class: "osakert", "aria-label": t("skattning.andrat") },
    make("p", {}, t("skattning.andrat_om", { fran: changes.from, till: changes.to })),
    ...part(t("skattning.andrat_historik"), changes.told),
    ...part(t("skattning.andrat_nya"), changes.added.map(link)),
    ...part(t("skattning.andrat_ord"), changes.reworded.map((one) => make("span", {}, link(one), ` (${levelName(app.tool, levelOf(app.saved?.svar[one.id]))})`))),
    ...part(t("skattning.andrat_ersatt"), changes.replaced.map(({ statement, by }) => make("span", {}, link(statement), ` ${t("skattning.ersatter")} ${by.map(kept).join("; ")}`))),
    ...part(t("skattning.andrat_borta"), changes.gone.map(kept)));
}
