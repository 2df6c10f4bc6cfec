// The words of the scripts, in the language of the page. The modules in texter/ are made from the site's texts.

import en from "./texter/en.js";
import sv from "./texter/sv.js";

/** @typedef {typeof import("./texter/sv.js").default} Words */
/** @typedef {keyof Words} Key */
/** @typedef {Key | (Key extends infer K ? K extends `${infer Start}.en` ? Start : never : never)} Name */

// Both are read: Safari hands on a module before what it awaits is there, when two that need it are read at once.
/** @type {Words} */
const words = /^(?!sv\b)[a-z]/.test(globalThis.document?.documentElement.lang ?? "") ? en : sv;

/**
 * The text *key* with *values* in its places. What follows a number has two texts, for one and for more: *values.antal*.
 * @param {Name} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = key in words ? words[/** @type {Key} */ (key)] : words[/** @type {Key} */ (`${key}.${values.antal === 1 ? "en" : "flera"}`)];
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => String(values[name]));
}
