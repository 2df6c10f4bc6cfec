// The index as the planner sees it: terms in, pages out. kunskapsbank.search.index tells what the files hold; only those
// that a question needs are read, and each once.

import { plan, rank, Vocabulary } from "./plan.js";

/** Open the index in *folder*, a path that ends with a slash. */
export async function open(folder) {
  const base = new URL(folder, location.href).href;
  return new Register(base, new Vocabulary(await read(`${base}regler.json`)));
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Page numbers, written as steps from the one before. */
function* pagesOf(steps) {
  let page = 0;
  for (const step of steps) yield (page += step);
}

/** The file that a term is in (FNV-1a over its code points, 32 bits). */
export function shardOf(term, shards) {
  let found = 0x811c9dc5;
  for (const char of term) found = Math.imul(found ^ char.codePointAt(0), 0x01000193) >>> 0;
  return found % shards;
}

class Register {
  constructor(base, vocabulary) {
    this.base = base;
    this.vocabulary = vocabulary;
    this.files = new Map(); // path -> promise of its content
    this.weights = vocabulary.rules.weights.flatMap(([weight, pages]) => Array(pages).fill(weight));
  }

  file(path) {
    if (!this.files.has(path)) {
      this.files.set(path, read(this.base + path).catch((error) => {
        this.files.delete(path); // The next question tries again.
        throw error;
      }));
    }
    return this.files.get(path);
  }

  /** Page -> what *combine* makes of the *weights* of the fields where *term* stands. */
  async places(term, weights, combine) {
    const found = new Map();
    if (!this.vocabulary.masks.has(term)) return found;
    const shard = await this.file(`ord/${shardOf(term, this.vocabulary.rules.shards)}.json`);
    for (const [letter, weight] of Object.entries(weights)) {
      for (const page of pagesOf(shard[term][letter] ?? [])) found.set(page, combine(found.get(page) ?? 0, weight));
    }
    return found;
  }

  /** { plan, hits: [{ page, score, coverage }] }, best first. Without *correct*, words are read as they are spelled. */
  async search(question, correct = true) {
    const planned = plan(question, this.vocabulary, correct);
    return { plan: planned, hits: await this.answer(planned) };
  }

  /** The hits of a plan, best first; only words in *fields* (letter -> weight) count. */
  answer(planned, fields = this.vocabulary.rules.fields) {
    return rank(
      planned,
      this.vocabulary,
      (term) => this.places(term, fields, (a, b) => a + b),
      (key) => this.places(key, this.vocabulary.rules.exact, Math.max),
      (page) => this.weights[page],
    );
  }

  /** What a hit shows: { address, title, kind, ingress, text }. */
  async data(hit) {
    const [address, title, kind, ingress, text] = await this.file(`sidor/${hit.page}.json`);
    return { address, title, kind, ingress, text };
  }

  /** name -> value -> set of pages, for every filter. */
  async filters() {
    const { filter } = await this.file("urval.json");
    const sets = (values) => new Map(Object.entries(values).map(([value, steps]) => [value, new Set(pagesOf(steps))]));
    return new Map(Object.entries(filter).map(([name, values]) => [name, sets(values)]));
  }

  /** The date of every page, YYYY-MM-DD or nothing. */
  async dates() {
    return (await this.file("urval.json")).datum;
  }
}
