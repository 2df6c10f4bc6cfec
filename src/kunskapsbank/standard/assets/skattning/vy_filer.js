// What leaves the page: paper, Word, tables, a calendar and the file to go on with; and what is kept on the device.
// What makes a file is read when somebody asks for one.

import { make } from "../element.js";
import { isEnglish } from "../texter.js";
import { button, heading, row } from "./delar.js";
import { download, fileName } from "./filer.js";
import { dayOf } from "./modell.js";
import { t } from "./ord.js";
import { actionFacts, report } from "./rapport.js";

/** @import { App } from "./app.js" */

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** @param {App} app @returns {Node[]} */
export function draw(app) {
  const { saved, tool } = app;
  if (!saved) return [];
  const [now, day] = [new Date(), dayOf(new Date())];
  const title = t("skattning.rapport", { namn: saved.namn });
  const out = (/** @type {string} */ what, /** @type {string} */ ending, /** @type {string} */ type, /** @type {() => Promise<string | Uint8Array<ArrayBuffer>>} */ content) => async () => {
    download(fileName(saved, what, day, ending), await content(), type);
    app.say(t("skattning.hamtad", { fil: fileName(saved, what, day, ending) }));
  };
  const item = (/** @type {Node} */ action, /** @type {string} */ about) => make("li", {}, action, make("span", "svarshjalp", about));
  const due = saved.plan.some((one) => one.klart);
  return [
    heading(t("skattning.vy_filer")),
    make("h3", {}, t("skattning.fortsatta_sedan")),
    make("ul", "skattning-ut",
      item(button(t("skattning.spara_fil"), () => {
        out(t("skattning.filnamn"), ".json", "application/json", async () => `${JSON.stringify(saved, null, 1)}\n`)();
        app.unsaved = false;
      }), t("skattning.om_spara_fil"))),
    onDevice(app),
    make("h3", {}, t("skattning.lamna_vidare")),
    make("ul", "skattning-ut",
      item(button(t("skattning.skriv_ut"), () => app.print(false), true), t("skattning.om_skriv_ut")),
      item(button(t("skattning.word"), out(t("skattning.filnamn_plan"), ".docx", WORD, async () => (await import("./word.js")).word(report(tool, saved, day, app.earlier), isEnglish ? "en-GB" : "sv-SE")), true), t("skattning.om_word")),
      item(button(t("skattning.csv_plan"), out(t("skattning.filnamn_plan"), ".csv", "text/csv", async () => (await import("./tabell.js")).planTable(saved)), true), t("skattning.om_csv")),
      item(button(t("skattning.csv_svar"), out(t("skattning.filnamn_svar"), ".csv", "text/csv", async () => (await import("./tabell.js")).answersTable(tool, saved)), true), t("skattning.om_csv")),
      item(button(t("skattning.ics"), out(t("skattning.filnamn_plan"), ".ics", "text/calendar", async () => (await import("./kalender.js")).calendar(saved.plan, {
        name: title, host: location.hostname, now, describe: (one) => actionFacts(tool, one).map(([label, value]) => `${label}: ${value}`).join("\n"),
      })), true, !due), due ? t("skattning.om_ics") : t("skattning.inga_dagar"))),
  ];
}

/** Keeping the work on the device, after a click; and forgetting it. @param {App} app */
function onDevice(app) {
  const place = make("div");
  const show = (/** @type {boolean} */ focus) => {
    const press = app.keeps
      ? button(t("skattning.radera"), () => {
        app.forget();
        app.say(t("skattning.raderat"));
        show(true);
      }, true)
      : button(t("skattning.spara_enhet"), () => {
        if (app.keepOnDevice()) app.say(t("skattning.sparat"));
        show(true);
      }, true);
    place.replaceChildren(row(press), make("p", "svarshjalp", app.keeps ? t("skattning.sparas_nu") : t("skattning.om_enhet"),
      ...(app.tool.lagring ? [" ", make("a", { href: app.root + app.tool.lagring }, t("skattning.om_lagring"))] : [])));
    if (focus) press.focus();
  };
  show(false);
  return place;
}
