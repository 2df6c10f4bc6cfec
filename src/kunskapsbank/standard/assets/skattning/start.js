// The self-assessment: answers, result and plan, on the reader's own device. Without it the page is a form to print.

import { find, make } from "../element.js";
import { App } from "./app.js";
import { speak, t } from "./ord.js";

/** @import { Tool } from "./modell.js" */

/** The look of the tool, which no other page needs. */
function dressed() {
  const sheet = make("link", { rel: "stylesheet", href: new URL("./stil.css", import.meta.url).href });
  const done = new Promise((resolve) => {
    sheet.addEventListener("load", resolve);
    sheet.addEventListener("error", resolve);
  });
  document.head.append(sheet);
  return done;
}

/**
 * Start the tool on *page*, which holds the empty form.
 * @param {HTMLElement} page
 * @param {string} root The way to the start of the site.
 */
export async function start(page, root) {
  try {
    const [answer] = await Promise.all([fetch(`${root}/data/skattning.json`, { credentials: "omit" }), dressed(), speak()]);
    if (!answer.ok) throw new Error(String(answer.status));
    /** @type {Tool} */
    const tool = await answer.json();
    new App(tool, root, page);
  } catch (error) {
    const form = find(page, "[data-skattningsblankett]");
    form.classList.remove("skattningsblankett--vantar");
    form.hidden = false;
    page.prepend(make("p", { class: "osakert", role: "alert" }, t("skattning.startade_inte")));
    throw error;
  }
}
