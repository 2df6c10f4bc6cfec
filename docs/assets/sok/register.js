// The index as the planner sees it: terms in, pages out. Pagefind keeps the index and the pages' texts; what a token
// is, and how rules and vocabulary come with the index, is told in kunskapsbank.search.index.

import { plan, rank, Vocabulary } from "./plan.js";

/** Open the index of the site whose start is at *root*. */
export async function open(root) {
  const base = new URL(`${root}/pagefind/`, location.href).href;
  const [pagefind, rules] = await Promise.all([
    import(`${base}pagefind.js`).then(async (found) => {
      await found.init();
      return found;
    }),
    fetch(`${base}kunskapsbank.json`).then((answer) => answer.json()),
  ]);
  return new Register(pagefind, new Vocabulary(rules));
}

class Register {
  constructor(pagefind, vocabulary) {
    this.pagefind = pagefind;
    this.vocabulary = vocabulary;
    this.pages = new Map(); // id -> Pagefind's result, which can load the page's data
    this.lookups = new Map(); // token -> promise of ids
    this.weights = null;
    this.filters = null;
  }

  /** The pages that hold a token. */
  token(text) {
    if (!this.lookups.has(text)) this.lookups.set(text, this.ask(text));
    return this.lookups.get(text);
  }

  async ask(text, options = {}) {
    const found = await this.pagefind.search(text, options);
    for (const result of found.results) if (!this.pages.has(result.id)) this.pages.set(result.id, result);
    return found.results.map((result) => result.id);
  }

  /** Page -> sum (or the highest) of *weights* of the fields where *term* stands. */
  async places(term, weights, combine) {
    const mask = this.vocabulary.masks.get(term) ?? "";
    const letters = Object.keys(weights).filter((letter) => mask.includes(letter));
    const found = await Promise.all(letters.map((letter) => this.token(term + this.vocabulary.rules.mark + letter)));
    const sums = new Map();
    letters.forEach((letter, nth) => {
      for (const id of found[nth]) sums.set(id, combine(sums.get(id) ?? 0, weights[letter]));
    });
    return sums;
  }

  async kindWeights() {
    const { weights, mark } = this.vocabulary.rules;
    const found = new Map();
    for (const [letter, weight] of Object.entries(weights)) {
      for (const id of await this.token(`${mark}vikt${mark}${letter}`)) found.set(id, weight);
    }
    return found;
  }

  /** { plan, hits: [{ page, score, coverage, address, load() }] }, best first. */
  async search(question, correct = true) {
    const { rules } = this.vocabulary;
    this.weights ??= this.kindWeights();
    const weights = await this.weights;
    const planned = plan(question, this.vocabulary, correct);
    const hits = await rank(
      planned,
      this.vocabulary,
      (term) => this.places(term, rules.fields, (a, b) => a + b),
      (key) => this.places(key, rules.exact, Math.max),
      (page) => weights.get(page) ?? 1,
    );
    hits.sort((a, b) => b.score - a.score || (a.page < b.page ? -1 : 1));
    return { plan: planned, hits };
  }

  /** What the page of a hit holds: url, meta, content. */
  data(hit) {
    return this.pages.get(hit.page).data();
  }

  /** name -> value -> set of pages, for every filter; asked for once. */
  async filterSets() {
    this.filters ??= (async () => {
      const found = {};
      for (const [name, values] of Object.entries(await this.pagefind.filters())) {
        found[name] = new Map();
        for (const value of Object.keys(values)) {
          found[name].set(value, new Set(await this.ask(null, { filters: { [name]: value } })));
        }
      }
      return found;
    })();
    return this.filters;
  }

  /** Page -> its place when the newest comes first. */
  async dates() {
    this.byDate ??= this.ask(null, { sort: { datum: "desc" } }).then((ids) => new Map(ids.map((id, nth) => [id, nth])));
    return this.byDate;
  }
}
