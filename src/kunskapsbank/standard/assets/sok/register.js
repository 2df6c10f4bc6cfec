// The index as the planner sees it: terms in, pages out. kunskapsbank.search.index tells what the files hold; only those
// that a question needs are read, and each once.

import { pagesOf, reordered, traitsOf } from "./ordning.js";
import { how, plan, Vocabulary } from "./plan.js";
import { rank } from "./rang.js";

/** @import { Plan } from "./plan.js" */
/** @import { Hit, Pages } from "./rang.js" */
/** @typedef {(path: string) => Promise<any>} Reader Reads a file of the index, by its path there. */
/** @typedef {{ address: string, title: string, kind: string, ingress: string, text: string, basis: string, checked: string, reply: string, lang: string }} Shown What a hit shows; *reply*: its answer to a question like the one asked; *lang*: its language. */

const DOUBTFUL = new Set(["corrected", "part", "split"]); // Readings that a word has which no page has.

/** The address of the folder of the index, which the search page at *page* says. @param {string} page */
export async function folderOf(page) {
  const base = new URL(page, location.href);
  const folder = /data-sokindex="([^"]+)"/.exec(await (await fetch(base)).text())?.[1];
  if (!folder) throw new Error(`${page}: no index`);
  return new URL(folder, base).href;
}

/** Open the index in *folder*, a path that ends with a slash. @param {string} folder */
export function open(folder) {
  const base = new URL(folder, location.href).href;
  return openWith(async (path) => {
    const answer = await fetch(base + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  });
}

/** Open the index whose files *read* reads. @param {Reader} read */
export async function openWith(read) {
  return new Register(read, new Vocabulary(await read("regler.json")));
}

/** The file that a term is in (FNV-1a over its code points, 32 bits). @param {string} term @param {number} shards */
export function shardOf(term, shards) {
  let found = 0x811c9dc5;
  for (const char of term) found = Math.imul(found ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return found % shards;
}

export class Register {
  /** @param {Reader} read @param {Vocabulary} vocabulary */
  constructor(read, vocabulary) {
    this.read = read;
    this.vocabulary = vocabulary;
    /** @type {Map<string, Promise<any>>} Path -> promise of its content. */
    this.files = new Map();
    /** @type {number[]} */
    this.weights = vocabulary.rules.weights.flatMap(([weight, pages]) => Array(pages).fill(weight));
    const { learned, questions } = vocabulary.rules;
    this.traits = learned ? traitsOf(learned, questions, this.weights) : [];
  }

  /** The content of a file of the index, read once. @param {string} path @returns {Promise<any>} */
  file(path) {
    let content = this.files.get(path);
    if (!content) {
      content = this.read(path).catch((error) => {
        this.files.delete(path); // The next question tries again.
        throw error;
      });
      this.files.set(path, content);
    }
    return content;
  }

  /**
   * Page -> what *combine* makes of the *weights* of the fields where *term* stands.
   * @param {string} term
   * @param {Record<string, number>} weights
   * @param {(a: number, b: number) => number} combine
   */
  async places(term, weights, combine) {
    /** @type {Pages} */
    const found = new Map();
    if (!this.vocabulary.masks.has(term)) return found;
    const shard = await this.shard(term);
    for (const [letter, weight] of Object.entries(weights)) {
      for (const page of pagesOf(shard[term][letter] ?? [])) found.set(page, combine(found.get(page) ?? 0, weight));
    }
    return found;
  }

  /** Fetch all files at once that *planned* needs: who ranks waits for one after another. @param {Plan} planned */
  fetchFor({ slots, phrases }) {
    const terms = [...slots.flatMap(({ alternatives }) => alternatives.map(({ term }) => term)), ...phrases.map(([key]) => key)];
    return Promise.all(terms.filter((term) => this.vocabulary.masks.has(term)).map((term) => this.shard(term)));
  }

  /** What the index holds of *term*, and others in the same file. @param {string} term @returns {Promise<any>} */
  shard(term) {
    return this.file(`ord/${shardOf(term, this.vocabulary.rules.shards)}.json`);
  }

  /** The plan and the hits, best first. Without *correct*, words are read as they are spelled. @param {string} question */
  async search(question, correct = true) {
    let planned = plan(question, this.vocabulary, correct);
    const [others] = await Promise.all([this.knowOthers(planned), this.fetchFor(planned)]);
    if (others) planned = plan(question, this.vocabulary, correct);
    planned.english ||= globalThis.document?.documentElement.lang === "en"; // Asked on a page in English.
    return { plan: planned, hits: reordered(planned, await this.answer(planned), this.vocabulary, this.traits) };
  }

  /** Find out which words of *planned* mean themselves though no page has them; gives whether any does. @param {Plan} planned */
  async knowOthers(planned) {
    const files = this.vocabulary.rules.others;
    const doubtful = planned.slots.filter((slot) => DOUBTFUL.has(how(slot, this.vocabulary)) && !this.vocabulary.others.has(slot.word));
    if (!files || !doubtful.length) return false;
    const found = await Promise.all(doubtful.map(async ({ word }) => {
      /** @type {string} */
      const others = await this.file(`ovriga/${shardOf(word, files)}.json`);
      return others.split(" ").includes(word);
    }));
    for (const { word } of doubtful.filter((_, nth) => found[nth])) this.vocabulary.others.add(word);
    return found.includes(true);
  }

  /** Page -> how much *term* weighs there: its *fields*, and how many of the page's questions have it. @param {string} term @param {Record<string, number>} fields */
  async strengths(term, fields) {
    const { questions, rules } = this.vocabulary;
    const found = await this.places(term, fields, (a, b) => a + b);
    /** @type {Pages} */
    const counts = new Map();
    for (const { page } of (await this.asked(term)).map((one) => questions[one])) counts.set(page, (counts.get(page) ?? 0) + 1);
    for (const [page, count] of counts) found.set(page, (found.get(page) ?? 0) + (rules.asked_most * count) / (count + rules.asked_half));
    return found;
  }

  /** The hits of a plan, best first; only words in *fields* (letter -> weight) count. @param {Plan} planned */
  answer(planned, fields = this.vocabulary.rules.fields) {
    return rank(
      planned,
      this.vocabulary,
      (term) => this.strengths(term, fields),
      (key) => this.places(key, this.vocabulary.rules.exact, Math.max),
      (page) => this.weights[page],
      (term) => this.asked(term),
      async (term) => (await this.places(term, Object.fromEntries([...this.vocabulary.calledFields].map((letter) => [letter, 1])), Math.max)).keys(),
    );
  }

  /** The questions that have *term*, by number. @param {string} term @returns {Promise<number[]>} */
  async asked(term) {
    if (!this.vocabulary.masks.has(term)) return [];
    return pagesOf((await this.shard(term))[term].f ?? []);
  }

  /** A word with *term* that no page shows, or nothing. @param {string} term @returns {Promise<string | undefined>} */
  async spelled(term) {
    if (!this.vocabulary.masks.has(term)) return undefined;
    return (await this.shard(term))[term].s;
  }

  /** @param {Hit} hit @returns {Promise<Shown>} */
  async data(hit) {
    const [address, title, kind, ingress, text, basis = "", checked = "", replies = {}, lang = ""] = await this.file(`sidor/${hit.page}.json`);
    const { questions, rules } = this.vocabulary;
    const place = hit.likest - questions.findIndex(({ page }) => page === hit.page);
    return { address, title, kind, ingress, text, basis, checked, reply: hit.like >= rules.reply_likeness ? replies[place] ?? "" : "", lang };
  }

  /** name -> value -> set of pages, for every filter. @returns {Promise<Map<string, Map<string, Set<number>>>>} */
  async filters() {
    /** @type {{ filter: Record<string, Record<string, number[]>> }} */
    const { filter } = await this.file("urval.json");
    const sets = (/** @type {Record<string, number[]>} */ values) => new Map(Object.entries(values).map(([value, steps]) => [value, new Set(pagesOf(steps))]));
    return new Map(Object.entries(filter).map(([name, values]) => [name, sets(values)]));
  }

  /** name -> label of every filter, in the order they stand on the page. @returns {Promise<Map<string, string>>} */
  async labels() {
    return new Map(Object.entries((await this.file("urval.json")).etiketter));
  }

  /** The date of every page, YYYY-MM-DD or nothing. @returns {Promise<string[]>} */
  async dates() {
    return (await this.file("urval.json")).datum;
  }
}
