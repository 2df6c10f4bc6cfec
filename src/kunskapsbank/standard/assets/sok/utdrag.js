// The sentence of a page that answers, and how words that were corrected are spelled on the pages.

import { words } from "./analys.js";

/** @typedef {{ text: string, marked: boolean }} Piece */
/** @import { Plan, Vocabulary } from "./plan.js" */
/** @import { Shown } from "./register.js" */

/** The term of a word that says something; nothing of one that does not, such as "är", which "år" is written like without its ring. @param {Pick<Vocabulary, "stop" | "term">} vocabulary */
export const saying = ({ stop, term }) => (/** @type {string} */ word) => (stop.has(word) ? "" : term(word));

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
  const best = sentenceWith(text, terms, term);
  if (!best) return [];
  return cut(best, asked).split(WORD).filter((piece) => piece !== "").map((piece) => ({ text: piece, marked: asked(piece) }));
}

const WORD = /([\p{L}\p{N}\u00ad]+)/u; // Signs between words are no part of what is marked.

/**
 * The sentence of *text* with most of *terms*; empty when none has any.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {(word: string) => string} term
 */
function sentenceWith(text, terms, term) {
  const sentences = text.split("\n").flatMap((line) => line.match(/.+?[.!?](?=\s|$)|\S.*$/g) ?? []).map((one) => one.trim());
  const counts = sentences.map((s) => new Set(words(s).map(term).filter((one) => terms.has(one))).size);
  const most = Math.max(0, ...counts);
  return most ? sentences[counts.indexOf(most)] : "";
}

const FEW = 4; // Words at either end of a sentence that tell it from others on its page.

/**
 * The end of an address that leads to the sentence of *text* with most of *terms*, where browsers mark it; nothing without.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {(word: string) => string} term
 */
export function fragment(text, terms, term) {
  const all = sentenceWith(text, terms, term).split(/\s+/).filter(Boolean);
  if (!all.length) return "";
  const coded = (/** @type {string[]} */ some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D");
  return all.length <= 2 * FEW ? `#:~:text=${coded(all)}` : `#:~:text=${coded(all.slice(0, FEW))},${coded(all.slice(-FEW))}`;
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
 * The words that were read as others, as typed -> as the first hits spell what they were read as, else as *spelled* does.
 * @param {Plan} planned
 * @param {Shown[]} shown
 * @param {Vocabulary} vocabulary
 * @param {(slot: Plan["slots"][number]) => boolean} corrected
 * @param {(term: string) => Promise<string | undefined>} spelled
 */
export async function correctedWords(planned, shown, vocabulary, corrected, spelled) {
  const read = planned.slots.filter(corrected);
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const word of read.length ? shown.flatMap((one) => words(`${one.title} ${one.ingress} ${one.text}`)) : []) {
    const term = vocabulary.term(word);
    if (!seen.has(term)) seen.set(term, word);
  }
  const found = read.map(async ({ word, alternatives: [{ term }] }) => /** @type {[string, string]} */ ([word, seen.get(term) ?? await spelled(term) ?? term]));
  return new Map(await Promise.all(found));
}

/** *question* with the words of *meant* in place of those typed. @param {string} question @param {ReadonlyMap<string, string>} meant */
export const readAs = (question, meant) =>
  question.replace(/[\p{L}\p{N}\u00ad]+/gu, (piece) => meant.get(words(piece)[0]) ?? piece);
