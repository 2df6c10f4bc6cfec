// Up to three entries of a catalogue side by side, from the same data that others can download. ?modeller=a,b,c holds which.

import { change, chosen, onReturn, put } from "../adress.js";
import { find, make } from "../element.js";
import { t } from "../texter.js";

/** @typedef {Record<string, any> & { id: string, adress: string, titel: string }} Model A row of the data. */
/** @typedef {{ namn: string, titel: string }} Column */

const MOST = 3;
const LEFT_OUT = ["id", "adress", "titel"]; // Columns that the table does not show, nor those that the page leaves out.

/**
 * The models that the address asks for, each once: those there are, no more than fit.
 * @param {URLSearchParams} wanted
 * @param {{ has(id: string): boolean }} known
 */
export const comparedIn = (wanted, known) =>
  [...new Set((wanted.get("modeller") ?? "").split(","))].filter((id) => known.has(id)).slice(0, MOST);

/**
 * The texts of one answer; when no source says, what to say in their place.
 * @param {Model} model
 * @param {string} name
 * @returns {{ texts: string[], missing: string }}
 */
export function answerOf(model, name) {
  const value = model[name];
  const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  if (values.length) return { texts: values.map((one) => one.titel ?? String(one)), missing: "" };
  const missing = name === "regioner" ? t("katalog.ingen_plats") : name === "osakert" ? "–" : model.fraga ? t("katalog.saknas_fraga", { vem: model.fraga }) : t("katalog.saknas");
  return { texts: [], missing };
}

/** Start the comparison *page*; *root* is the relative path to the site's start. @param {HTMLElement} page @param {string} root */
export async function start(page, root) {
  const part = (/** @type {string} */ name) => find(page, `[data-${name}]`);
  const [status, holder, chooser] = [part("jamforstatus"), part("jamfortabell"), part("jamforval")];
  const select = find(chooser, "select", HTMLSelectElement);
  const adder = find(chooser, "button", HTMLButtonElement);
  const answer = await fetch(root + page.dataset.data).catch(() => null);
  if (!answer?.ok) {
    status.textContent = t("katalog.olast");
    return;
  }
  /** @type {{ poster: Model[], kolumner: Column[] }} */
  const data = await answer.json();
  const leftOut = new Set([...LEFT_OUT, ...(page.dataset.utom ?? "").split(" ")]);
  const byId = new Map(data.poster.map((model) => [model.id, model]));
  const wanted = () => comparedIn(chosen(), byId);

  const go = (/** @type {string[]} */ ids) => {
    change((w) => put(w, "modeller", ids.join(",")));
    show();
  };

  function show() {
    const ids = wanted();
    const models = ids.flatMap((id) => byId.get(id) ?? []);
    const left = data.poster.filter((model) => !ids.includes(model.id));
    select.replaceChildren(new Option(t("katalog.valj"), ""), ...left.map((model) => new Option(model.titel, model.id)));
    if (ids.length >= MOST && chooser.contains(document.activeElement)) holder.focus();
    select.disabled = adder.disabled = ids.length >= MOST;
    holder.hidden = part("jamforutskrift").hidden = !models.length;
    holder.replaceChildren(...(models.length ? [table(data.kolumner.filter((one) => !leftOut.has(one.namn)), models, root, (id) => go(ids.filter((one) => one !== id)))] : []));
    status.textContent = models.length < 2 ? t("katalog.minst_tva") : t("katalog.jamfor", { antal: models.length });
  }

  adder.addEventListener("click", () => {
    if (select.value) return go([...wanted(), select.value]);
    status.textContent = t("katalog.valj_forst");
    select.focus();
  });
  onReturn(show);
  chooser.hidden = false;
  show();
}

/**
 * The table of *models*; *remove* takes one away.
 * @param {Column[]} columns
 * @param {Model[]} models
 * @param {string} root
 * @param {(id: string) => void} remove
 */
function table(columns, models, root, remove) {
  const head = make("tr", { role: "row" }, make("td", { role: "cell" }));
  for (const model of models) {
    const button = make("button", { class: "jamfortabort", type: "button" }, t("katalog.ta_bort"), make("span", "dold-text", ` ${model.titel}`));
    button.addEventListener("click", () => {
      remove(model.id);
      find(document, "#jamfor-lagg-till").focus();
    });
    head.append(make("th", { scope: "col", role: "columnheader" }, make("a", { href: root + model.adress }, model.titel), button));
  }
  const rows = columns.map((column) => (
    make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, column.titel), ...models.map((model) => valueCell(model, column.namn)))));
  const caption = make("caption", "dold-text", t("katalog.tabell"));
  // Stacked on a phone, a table keeps being one only where its roles are told.
  return make("table", { class: "radvis", role: "table" }, caption, make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...rows));
}

/** One answer; what no source says is told as such, with whom to ask. @param {Model} model @param {string} name */
function valueCell(model, name) {
  const cell = (/** @type {string} */ look, /** @type {(Node | string)[]} */ ...content) =>
    make("td", { class: look || undefined, role: "cell", "data-kolumn": model.titel }, ...content);
  const { texts, missing } = answerOf(model, name);
  if (missing) return cell("saknas", missing);
  if (name === "webb") return cell("", make("a", { href: texts[0] }, new URL(texts[0]).host.replace(/^www\./, "")));
  const long = texts.some((text) => text.length > 40);
  return long && texts.length > 1 ? cell("", make("ul", "", ...texts.map((text) => make("li", "", text)))) : cell("", texts.join(", "));
}
