// The order of hits as judged questions taught it: the same numbers as kunskapsbank.search.learned, which explains them.
// The weights, and what is known of each page, come with the index.

import { together } from "./rang.js";

/** @import { Plan, Rules, Vocabulary } from "./plan.js" */
/** @import { Hit } from "./rang.js" */
/** @typedef {{ weights: Record<string, number>, least: number, best_neighbours: number, at_length: number[], leads: number[][] }} Learned How much each number of a hit counts, and of each page how much higher it stands the longer the question is, and where its record leads, as steps. */
/** @typedef {{ weight: number, atLength: number, questions: number, leads: number[], led: number[] }} Traits What is known of a page whatever is asked. */

/**
 * The traits of each page.
 * @param {Learned} learned
 * @param {Rules["questions"]} questions
 * @param {number[]} weights Of the pages' kinds.
 * @returns {Traits[]}
 */
export function traitsOf(learned, questions, weights) {
  const asked = new Map(questions.map(([page, some]) => [page, some.length]));
  const leads = learned.leads.map((steps) => pagesOf(steps));
  /** @type {number[][]} */
  const led = leads.map(() => []);
  for (const [page, targets] of leads.entries()) for (const target of targets) led[target].push(page);
  return leads.map((targets, page) => ({ weight: weights[page], atLength: learned.at_length[page], questions: asked.get(page) ?? 0, leads: targets, led: led[page] }));
}

/** Page numbers, written as steps from the one before. @param {number[]} steps */
export function pagesOf(steps) {
  let page = 0;
  return steps.map((step) => (page += step));
}

/**
 * *hits* in the order that is learned; a question in English keeps the order it has.
 * @param {Plan} planned
 * @param {Hit[]} hits
 * @param {Vocabulary} vocabulary
 * @param {Traits[]} traits
 */
export function reordered(planned, hits, vocabulary, traits) {
  const { learned } = vocabulary.rules;
  if (planned.english || !learned) return hits;
  const best = hits.reduce((most, { score }) => Math.max(most, score), 0) || 1;
  const shares = new Map(hits.map(({ page, score }) => [page, score / best]));
  const log = (/** @type {number} */ value) => Math.log(Math.max(value, learned.least));
  const length = Math.log(Math.max(1, planned.slots.length));
  /** The mean of the best scores of *pages*. @param {number[]} pages */
  const nearby = (pages) => {
    const found = pages.map((page) => shares.get(page) ?? 0).sort((a, b) => b - a);
    return found.slice(0, learned.best_neighbours).reduce((sum, share) => sum + share, 0) / learned.best_neighbours;
  };
  /** @type {(hit: Hit) => Record<string, number>} */
  const features = ({ page, called, like, begins }) => ({
    score: log(shares.get(page) ?? 0),
    called,
    like,
    begins: Number(begins),
    leads: nearby(traits[page].leads),
    led: nearby(traits[page].led),
    questions: Math.log(1 + traits[page].questions),
    kind: log(traits[page].weight) * length,
    at_length: traits[page].atLength * length,
  });
  const order = new Map(hits.map((hit) => {
    const told = features(hit);
    return [hit.page, Math.round(Object.entries(learned.weights).reduce((sum, [name, weight]) => sum + weight * told[name], 0) * 1e6)];
  }));
  const place = (/** @type {Hit} */ { page }) => order.get(page) ?? 0;
  return together([...hits].sort((a, b) => Number(b.titled) - Number(a.titled) || Number(b.whole) - Number(a.whole) || place(b) - place(a) || a.page - b.page), vocabulary);
}
