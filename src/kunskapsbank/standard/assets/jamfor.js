// Compare two ways: choose them, and the other columns are hidden. The choice stands in the address.

import { change, chosen, onReturn, put, stepping } from "./adress.js";
import { all, find, known } from "./element.js";
import { t } from "./texter.js";

/**
 * What two choices mean: the ways to show (null for all of *total*), and how it is told.
 * @param {string} a
 * @param {string} b
 * @param {number} total
 */
export function compared(a, b, total) {
  if (a && a === b) return { ways: null, told: t("jamfor.olika") };
  return a && b ? { ways: [a, b], told: t("jamfor.tva", { alla: total }) } : { ways: null, told: t("jamfor.alla", { alla: total }) };
}

/** @param {HTMLElement} root */
export function start(root) {
  const form = find(root, "[data-jamforval]", HTMLFormElement);
  const [a, b] = all(form, "select", HTMLSelectElement);
  const cells = all(root, "[data-vag]");
  const status = find(form, "[data-jamforstatus]");

  const show = () => {
    for (const choice of [a, b]) choice.value = known(choice, chosen().get(choice.name));
    const { ways, told } = compared(a.value, b.value, a.options.length - 1);
    for (const cell of cells) cell.hidden = ways !== null && !ways.includes(cell.dataset.vag ?? "");
    root.classList.toggle("jamfor--tva", ways !== null);
    status.textContent = told;
  };
  const further = stepping(form);
  form.addEventListener("change", ({ target }) => {
    change((wanted) => {
      for (const choice of [a, b]) put(wanted, choice.name, choice.value);
    }, { replace: target instanceof HTMLSelectElement && further(target) });
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  onReturn(show);
  form.hidden = false;
  show();
}
