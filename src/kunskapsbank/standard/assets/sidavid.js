// Records side by side: choose two, and the other columns are hidden. The choice stands in the address.

import { chosen, keepChoices } from "./adress.js";
import { all, find, known } from "./element.js";
import { t } from "./texter.js";

/**
 * What two choices mean: the records to show (null for all of *total*), and how it is told.
 * @param {string} a
 * @param {string} b
 * @param {number} total
 */
export function compared(a, b, total) {
  if (a && a === b) return { shown: null, told: t("sidavid.olika") };
  return a && b ? { shown: [a, b], told: t("sidavid.tva", { alla: total }) } : { shown: null, told: t("sidavid.alla", { alla: total }) };
}

/** @param {HTMLElement} root */
export function start(root) {
  const form = find(root, "[data-sidavidval]", HTMLFormElement);
  const [a, b] = all(form, "select", HTMLSelectElement);
  const cells = all(root, "[data-sida]");
  const status = find(form, "[data-sidavidstatus]");

  const show = () => {
    for (const choice of [a, b]) choice.value = known(choice, chosen().get(choice.name));
    const { shown, told } = compared(a.value, b.value, a.options.length - 1);
    for (const cell of cells) cell.hidden = shown !== null && !shown.includes(cell.dataset.sida ?? "");
    root.classList.toggle("sidavid--tva", shown !== null);
    status.textContent = told;
  };
  keepChoices(form, [a, b], show);
}
