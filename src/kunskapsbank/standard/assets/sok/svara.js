// The pages that no phrase of their own finds, for editors: told by the index, drawn here.

import { make } from "../element.js";
import { t } from "../texter.js";
import { folderOf } from "./register.js";

/**
 * What is told of *found*, addresses with titles.
 * @param {[string, string][]} found
 * @param {string} root
 */
export function told(found, root) {
  if (!found.length) return make("p", "", t("svarahittade.inga"));
  return make("ul", "lucklista", ...found.map(([address, title]) => make("li", "", make("a", { href: `${root}/${address}` }, title))));
}

/** @param {HTMLElement} place @param {string} root */
export async function start(place, root) {
  const answer = await fetch(`${await folderOf(`${root}/sok/`)}svara.json`);
  if (!answer.ok) throw new Error(`svara.json: ${answer.status}`);
  place.replaceChildren(told(await answer.json(), root));
}
