// What a question means: the same steps as kunskapsbank.search.planner, which explains them.
// All weights and limits come with the index, so they are written in one place.

import { fold, stemmer, words } from "./analys.js";

/** @import { Tables } from "./analys.js" */
/** @import { Learned } from "./ordning.js" */

/**
 * The file beside the index: the vocabulary, by the letters of the fields where a term stands, and every weight and limit.
 * @typedef {object} Rules
 * @property {number} total
 * @property {number} shards
 * @property {number} others How many files hold words that no page has.
 * @property {boolean} tail
 * @property {Record<string, number>} fields
 * @property {number} asked_most
 * @property {number} asked_half
 * @property {Record<string, number>} exact
 * @property {string} strong
 * @property {string} called
 * @property {Record<string, number>} confidence
 * @property {number} saturation
 * @property {number} least_coverage
 * @property {number} weak
 * @property {number} weak_less
 * @property {number} weak_words
 * @property {number[]} min_coverage
 * @property {number} mentioned
 * @property {number} coverage_power
 * @property {number} coverage_power_asking
 * @property {number} asking
 * @property {number} rarity_power
 * @property {number} about
 * @property {number} about_share
 * @property {number} english_raise
 * @property {number} before_original
 * @property {number} english_share
 * @property {number} long_question
 * @property {number} same_question
 * @property {[number, number[]][]} questions Page -> the weight of each question that it is said to answer.
 * @property {number} answer_lead
 * @property {number} answer_coverage
 * @property {number} very_like
 * @property {number} answer_called
 * @property {number} answer_likeness
 * @property {number} answer_likeness_one_word
 * @property {number} reply_likeness
 * @property {number} shortest_tail
 * @property {number} min_part
 * @property {number} long_part
 * @property {number} one_edit_from
 * @property {number} two_edits_from
 * @property {number} max_compounds
 * @property {number} max_phrase
 * @property {number} max_word
 * @property {number} max_question
 * @property {string[]} derivations
 * @property {number} shortest_derived
 * @property {string[]} stop_words
 * @property {string[]} english
 * @property {string[]} english_stop_words
 * @property {number} title_weight
 * @property {number} group_share
 * @property {number[][]} groups The pages of each title that several have.
 * @property {[number, number][]} english_pages
 * @property {Record<string, string>} names
 * @property {Record<string, string>} translations
 * @property {Tables} stemmer
 * @property {[number, number][]} weights
 * @property {Learned | null} learned Nothing where hits stand as they are ranked.
 * @property {Record<string, string>} terms
 */

/** @typedef {{ term: string, how: string }} Reading */
/** @typedef {{ word: string, term: string, alternatives: Reading[] }} Slot A word of the question. */
/** @typedef {{ slots: Slot[], phrases: [string, number][], asking: boolean, english: boolean }} Plan */

/** Everything the planner needs to know of an index: made of the file that is written beside it. */
export class Vocabulary {
  /** @param {Rules} data */
  constructor(data) {
    this.rules = data;
    this.stop = new Set(data.stop_words);
    this.english = new Set(data.english);
    this.stopInEnglish = new Set([...data.stop_words, ...data.english, ...data.english_stop_words]);
    const alsoEnglish = new Set([...data.english, ...data.english_stop_words]);
    /** Words that say nothing and that English has not. */
    this.swedish = new Set(data.stop_words.filter((word) => !alsoEnglish.has(word)));
    this.masks = decoded(data.terms);
    this.names = decoded(data.names);
    this.translations = decoded(data.translations);
    /** @type {Set<string>} Words that no page has and that mean themselves, of those that have been asked for. */
    this.others = new Set();
    this.questions = data.questions.flatMap(([page, weights]) => weights.map((weight) => ({ page, weight })));
    /** @type {Map<number, number>} Page -> its group, of the pages that share a title. */
    this.groups = new Map(data.groups.flatMap((pages, group) => pages.map((page) => /** @type {[number, number]} */ ([page, group]))));
    this.strongFields = new Set(data.strong);
    this.calledFields = new Set(data.called);
    this.exactFields = new Set(Object.keys(data.exact));
    this.words = [...this.masks.keys()].filter((one) => this.known(one)).sort(byCode);
    const stem = stemmer(data.stemmer);
    /** @type {(word: string) => string} */
    this.term = (word) => fold(stem(word));
  }

  /** Whether *one* is a term, not only a whole phrase. @param {string} one */
  known(one) {
    return [...(this.masks.get(one) ?? "")].some((letter) => !this.exactFields.has(letter));
  }

  /** Whether some page is called *one*. @param {string} one */
  called(one) {
    return [...(this.masks.get(one) ?? "")].some((letter) => this.calledFields.has(letter));
  }

  /** Whether some page is about *one*. @param {string} one */
  strong(one) {
    return [...(this.masks.get(one) ?? "")].some((letter) => this.strongFields.has(letter));
  }
}

/**
 * Front-coded terms -> what they were listed under.
 * @param {Record<string, string>} lists
 * @returns {Map<string, string>}
 */
function decoded(lists) {
  const found = new Map();
  for (const [value, terms] of Object.entries(lists)) {
    let one = "";
    for (const coded of terms.split(" ")) {
      one = one.slice(0, Number(coded[0])) + coded.slice(1);
      found.set(one, value);
    }
  }
  return found;
}

/** Order of code points, as Python sorts. @param {string} a @param {string} b */
export function byCode(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Interpret *question*; without *correct*, unknown words are not read as the nearest known ones.
 * @param {string} question
 * @param {Vocabulary} vocabulary
 * @returns {Plan}
 */
export function plan(question, vocabulary, correct = true) {
  const { max_word: longest, max_question: most, asking } = vocabulary.rules;
  const found = words(firstOf(question, most)).map((word) => firstOf(word, longest));
  const inEnglish = isInEnglish(found, vocabulary);
  const idle = inEnglish ? vocabulary.stopInEnglish : vocabulary.stop;
  const wanted = found.filter((word) => !idle.has(word));
  const content = wanted.length ? wanted : found;
  const slots = content.flatMap((word) => slotsOf(word, vocabulary, correct, inEnglish));
  join(slots, vocabulary);
  return {
    slots,
    phrases: phrases(found, slots, vocabulary),
    asking: found.length - content.length >= asking,
    english: inEnglish || (!inSwedish(found, vocabulary) && slots.some((slot) => vocabulary.translations.has(slot.term) && how(slot, vocabulary) === "meant")),
  };
}

/** Whether words tell that English has not. @param {string[]} found @param {Vocabulary} vocabulary */
const inSwedish = (found, vocabulary) => found.some((word) => vocabulary.swedish.has(word));

/** Whether words tell that Swedish has not, or most of several words are English ones and none tells the contrary. @param {string[]} found @param {Vocabulary} vocabulary */
function isInEnglish(found, vocabulary) {
  const content = found.filter((word) => !vocabulary.stop.has(word));
  const translated = content.filter((word) => vocabulary.translations.has(vocabulary.term(word))).length;
  const most = content.length > 1 && 2 * translated > content.length;
  return found.some((word) => vocabulary.english.has(word)) || (most && !inSwedish(found, vocabulary));
}

/** The first *most* code points of *text*, as Python counts letters. @param {string} text @param {number} most */
const firstOf = (text, most) => (text.length > most ? [...text.slice(0, 2 * most)].slice(0, most).join("") : text);

/** The surest reading of a slot, or nothing when the word is unknown. @param {Slot} slot @param {Vocabulary} vocabulary */
export function how(slot, vocabulary) {
  const sure = vocabulary.rules.confidence;
  return slot.alternatives.reduce((best, a) => (best === "" || sure[a.how] > sure[best] ? a.how : best), "");
}

/**
 * The slot of *word*; two for an unknown compound of known words.
 * @param {string} word
 * @param {Vocabulary} vocabulary
 * @param {boolean} correct
 * @param {boolean} inEnglish
 * @returns {Slot[]}
 */
function slotsOf(word, vocabulary, correct, inEnglish) {
  const term = vocabulary.term(word);
  const alternatives = readings(word, term, vocabulary, correct, inEnglish);
  const parts = inEnglish && alternatives.length ? [] : splitKnown(word, vocabulary);
  if (alternatives.length) {
    const told = vocabulary.known(term) ? parts.filter((part) => saysEnough(part, vocabulary)) : [];
    return [{ word, term, alternatives: [...alternatives, ...told.map((one) => ({ term: one, how: "part" }))] }];
  }
  const ordinary = vocabulary.others.has(word);
  if (parts.length && (!ordinary || vocabulary.strong(parts[0]))) return parts.map((part) => ({ word, term: part, alternatives: [{ term: part, how: "split" }] }));
  const part = ordinary ? [] : longPart(word, vocabulary);
  return [{ word, term, alternatives: part.map((one) => ({ term: one, how: "part" })) }];
}

/** Whether *part* of a known compound is looked for too. @param {string} part @param {Vocabulary} vocabulary */
const saysEnough = (part, vocabulary) => part.length >= vocabulary.rules.shortest_tail && vocabulary.strong(part);

/**
 * @param {string} word
 * @param {string} term
 * @param {Vocabulary} vocabulary
 * @param {boolean} correct
 * @param {boolean} inEnglish
 * @returns {Reading[]}
 */
function readings(word, term, vocabulary, correct, inEnglish) {
  const spellings = new Set(word.endsWith("s") ? [term, fold(word)] : [term]);
  const found = [...spellings].filter((one) => vocabulary.known(one)).map((one) => ({ term: one, how: "exact" }));
  for (const one of related(term, vocabulary.rules)) {
    if (vocabulary.strong(one) && !inEnglish) found.push({ term: one, how: "related" });
  }
  const meant = meantBy(term, vocabulary, inEnglish || !found.length).map((one) => ({ term: one, how: "meant" }));
  if (meant.length || found.some((reading) => vocabulary.strong(reading.term))) return [...found, ...meant];
  const misspelt = correct && !found.length && !vocabulary.others.has(word);
  const near = misspelt ? nearest(word, term, vocabulary) : null;
  if (near && vocabulary.strong(near)) return [{ term: near, how: "corrected" }];
  found.push(...compoundsOf(term, vocabulary, !found.length).map((one) => ({ term: one, how: "part-of" })));
  return found.length || !near ? found : [{ term: near, how: "corrected" }];
}

/** The terms that *one* stands for. @param {string} one @param {Vocabulary} vocabulary @param {boolean} translate */
function meantBy(one, vocabulary, translate) {
  const names = vocabulary.called(one) ? "" : vocabulary.names.get(one);
  const translated = translate ? vocabulary.translations.get(one) : "";
  return [translated, names].flatMap((terms) => (terms ? terms.split(" ") : [])).filter((to) => to !== one);
}

/** The longest end of *word* that pages are about. @param {string} word @param {Vocabulary} vocabulary */
function longPart(word, vocabulary) {
  const least = vocabulary.rules.long_part;
  const parts = [];
  for (let at = 1; at <= word.length - least; at++) parts.push(word.slice(at));
  const found = parts.map((part) => vocabulary.term(part)).find((one) => one.length >= least && vocabulary.strong(one));
  return found === undefined ? [] : [found];
}

/** The nouns of a verb, and the verb of a noun. @param {string} one @param {Rules} rules */
function related(one, rules) {
  const found = [];
  for (const ending of rules.derivations) {
    if (one.length >= rules.shortest_derived) found.push(one + ending);
    if (one.endsWith(ending) && one.length - ending.length >= rules.shortest_derived) found.push(one.slice(0, -ending.length));
  }
  return found;
}

/** @param {string} part @param {Vocabulary} vocabulary @param {boolean} heads Also compounds that begin with *part*. */
function compoundsOf(part, vocabulary, heads) {
  const { min_part: least, max_compounds: most } = vocabulary.rules;
  if (part.length < least) return [];
  const begins = heads && part.length > least;
  return vocabulary.words
    .filter((word) => word.length - part.length >= least)
    .filter((word) => (word.endsWith(part) || (begins && word.startsWith(part))) && vocabulary.strong(word))
    .sort((a, b) => a.length - b.length || byCode(a, b))
    .slice(0, most);
}

/** @param {string} word @param {Vocabulary} vocabulary */
function splitKnown(word, vocabulary) {
  const { min_part: least, shortest_tail: tailLeast } = vocabulary.rules;
  for (let at = least; at <= word.length - tailLeast; at++) {
    const tail = vocabulary.term(word.slice(at));
    for (const head of [word.slice(0, at), word[at - 1] === "s" ? word.slice(0, at - 1) : ""]) {
      if (head.length >= least && vocabulary.known(vocabulary.term(head)) && vocabulary.strong(tail)) {
        return [vocabulary.term(head), tail];
      }
    }
  }
  return [];
}

/** @param {string} word @param {string} term @param {Vocabulary} vocabulary */
function nearest(word, term, vocabulary) {
  const { one_edit_from: first, two_edits_from: second } = vocabulary.rules;
  const folded = fold(word);
  const spellings = [...new Set([term, folded])];
  const allowed = folded.length >= second ? 2 : folded.length >= first ? 1 : 0;
  /** @type {{ rank: number[], known: string } | null} */
  let best = null;
  for (const known of vocabulary.words) {
    if (known.length < first) continue;
    const distance = Math.min(...spellings.map((one) => edits(one, known, allowed)));
    const alike = known[0] === term[0];
    if (distance > (alike ? allowed : Math.min(allowed, 1))) continue;
    const rank = [distance, Number(!vocabulary.strong(known)), Number(!alike)];
    if (!best || before(rank, best.rank)) best = { rank, known };
  }
  return best?.known ?? null;
}

/** @param {number[]} a @param {number[]} b */
function before(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
}

/**
 * Edits from *a* to *b*, two letters in the wrong order counting as one; *most* + 1 when there are more.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 */
export function edits(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  /** @type {number[]} */
  let previous = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const now = [i];
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(row[j] + 1, now[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, previous[j - 2] + 1);
      now.push(cost);
    }
    if (Math.min(...now) > most) return most + 1;
    [previous, row] = [row, now];
  }
  return Math.min(row[b.length], most + 1);
}

/** Let neighbours that form a known compound be read as it. @param {Slot[]} slots @param {Vocabulary} vocabulary */
function join(slots, vocabulary) {
  for (let i = 0; i + 1 < slots.length; i++) {
    for (const link of ["", "s"]) {
      const joined = vocabulary.term(`${slots[i].word}${link}${slots[i + 1].word}`);
      if (!vocabulary.known(joined)) continue;
      for (const slot of [slots[i], slots[i + 1]]) slot.alternatives.unshift({ term: joined, how: "joined" });
    }
  }
}

/** @param {string[]} found @param {Slot[]} slots @param {Vocabulary} vocabulary @returns {[string, number][]} */
function phrases(found, slots, vocabulary) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const content = new Map(
    slots.map((s) => [s.word, how(s, vocabulary) === "corrected" ? s.alternatives[0].term : vocabulary.term(s.word)]),
  );
  for (let length = Math.min(vocabulary.rules.max_phrase, found.length); length > 0; length--) {
    for (let start = 0; start + length <= found.length; start++) {
      const run = found.slice(start, start + length);
      const held = run.filter((word) => content.has(word)).length;
      const key = run.map((word) => content.get(word) || vocabulary.term(word)).join("");
      const whole = [...(vocabulary.masks.get(key) ?? "")].some((letter) => vocabulary.exactFields.has(letter));
      if (held && whole && !seen.has(key)) seen.set(key, Math.min(1, held / content.size));
    }
  }
  return [...seen];
}
