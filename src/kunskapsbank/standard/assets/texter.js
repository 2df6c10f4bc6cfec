// The words of the scripts, in the language of the page. The modules in texter/ are made from the site's texts.

import en from "./texter/en.js";
import sv from "./texter/sv.js";

/** @typedef {typeof import("./texter/sv.js").default} Words */

export const isEnglish = globalThis.document?.documentElement.lang === "en";

/**
 * What gives a text of *words* by its key, with *values* in its places. What follows a number has two texts, for one and
 * for more: *values.antal*.
 * @template {Record<string, string>} W
 * @param {W} words
 * @returns {(key: Extract<keyof W, string> | (Extract<keyof W, string> extends infer K ? K extends `${infer Start}.en` ? Start : never : never), values?: Record<string, string | number>) => string}
 */
export const worded = (words) => (key, values = {}) => {
  const text = key in words ? words[key] : words[`${key}.${values.antal === 1 ? "en" : "flera"}`];
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => String(values[name]));
};

// Both are read: Safari hands on a module before what it awaits is there, when two that need it are read at once.
/** @type {Words} */
const words = isEnglish ? en : sv;

/** The text of a key, as {@link worded} says. */
export const t = worded(words);
