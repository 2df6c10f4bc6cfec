// The words of the self-assessment, in modules of their own: no other page reads them, and a page reads its own language.

import { isEnglish, worded } from "../texter.js";
import sv from "../texter/skattning/sv.js";

let text = worded(sv);

/** Read the words of the page's language, before anything is said. */
export async function speak() {
  if (isEnglish) text = worded(/** @type {typeof sv} */ ((await import("../texter/skattning/en.js")).default));
}

/** @type {typeof text} */
export const t = (key, values) => text(key, values);
