// The sentence of a page that answers, and how words that were corrected are spelled on the pages.

import { words } from "./analys.js";

/** @typedef {{ text: string, marked: boolean }} Piece */
/** @import { Plan, Vocabulary } from "./plan.js" */
/** @import { Shown } from "./register.js" */

const LONGEST = 220; // Letters in the longest excerpt.
const BEFORE = 8; // Words before the first that was asked for, in a sentence that is cut.

/**
 * The sentence of *text* with most of *terms*, in pieces; the words that were asked for are marked. Nothing without any.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {(word: string) => string} term The term of a word.
 * @returns {Piece[]}
 */
export function excerpt(text, terms, term) {
  const asked = (/** @type {string} */ word) => words(word).some((part) => terms.has(term(part)));
  const sentences = text.split("\n").flatMap((line) => line.match(/.+?[.!?](?=\s|$)|\S.*$/g) ?? []).map((one) => one.trim());
  const counts = sentences.map((s) => new Set(words(s).map(term).filter((one) => terms.has(one))).size);
  const most = Math.max(0, ...counts);
  if (!most) return [];
  const sentence = cut(sentences[counts.indexOf(most)], asked);
  return sentence.split(/(\s+)/).map((piece) => ({ text: piece, marked: asked(piece) }));
}

/** *sentence*, cut around its first word that was *asked* for when it is long. @param {string} sentence @param {(word: string) => boolean} asked */
function cut(sentence, asked) {
  if (sentence.length <= LONGEST) return sentence;
  const all = sentence.split(/\s+/);
  const at = Math.max(0, all.findIndex(asked) - BEFORE);
  const kept = all.slice(at).join(" ").slice(0, LONGEST).replace(/\s\S*$/, " …");
  return at ? `… ${kept}` : kept;
}

/**
 * The words that were read as others, as the first hits spell what they were read as.
 * @param {Plan} planned
 * @param {Shown[]} shown
 * @param {Vocabulary} vocabulary
 * @param {(slot: Plan["slots"][number]) => boolean} corrected
 */
export function correctedWords(planned, shown, vocabulary, corrected) {
  const read = planned.slots.filter(corrected).map((slot) => slot.alternatives[0].term);
  if (!read.length) return [];
  /** @type {Map<string, string>} */
  const spelled = new Map();
  for (const word of shown.flatMap((one) => words(`${one.title} ${one.ingress} ${one.text}`))) {
    const term = vocabulary.term(word);
    if (!spelled.has(term)) spelled.set(term, word);
  }
  return read.map((term) => spelled.get(term) ?? term);
}
