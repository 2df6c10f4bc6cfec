// Which pages answer a question, and how surely: the same steps as kunskapsbank.search.ranking, which explains them.

/** @import { Plan, Rules, Slot, Vocabulary } from "./plan.js" */

/** @typedef {{ page: number, score: number, coverage: number, about: number, whole: boolean, like: number, likest: number, called: number, begins: boolean, titled: boolean }} Hit *about*: coverage where what is only mentioned counts less; *whole*: whether the question names it; *like*: how like the question is to the likest that the page is said to answer; *likest*: the number of that one, or -1; *called*: share of the question that the page is called; *begins*: whether the first word stands on the page; *titled*: whether the question is its title. */
/** @typedef {Map<number, number>} Pages Page -> strength. */

/** How much a term that stands on *places* of *total* pages says. @param {number} places @param {Rules} rules */
const rarity = (places, { total, rarity_power: power }) => Math.log(1 + (total - places + 0.5) / (places + 0.5)) ** power;

/** The rarity of a term with these *places*, those of pages that are about it counting more. @param {Pages} places @param {Rules} rules */
function rarityOf(places, rules) {
  const about = [...places.values()].filter((strength) => strength >= rules.about).length;
  return rarity((1 - rules.about_share) * places.size + rules.about_share * about, rules);
}

/**
 * The pages that answer, best first.
 * @param {Plan} planned
 * @param {Vocabulary} vocabulary
 * @param {(term: string) => Pages | Promise<Pages>} strengths
 * @param {(key: string) => Pages | Promise<Pages>} exact
 * @param {(page: number) => number} weightOf The weight of a page's kind.
 * @param {(term: string) => Iterable<number> | Promise<Iterable<number>>} [asked] The questions that have a term.
 * @param {(term: string) => Iterable<number> | Promise<Iterable<number>>} [called] The pages that are called a term.
 * @returns {Promise<Hit[]>}
 */
export async function rank(planned, vocabulary, strengths, exact, weightOf, asked = () => [], called = () => []) {
  const { rules } = vocabulary;
  const { saturation, confidence } = rules;
  const rarest = rarity(0, rules);
  /** @type {Pages} */
  const scores = new Map();
  /** @type {Pages} */
  const covered = new Map();
  /** @type {Pages} */
  const said = new Map();
  /** @type {Set<number>} */
  const meant = new Set();
  /** @type {Set<number>} */
  const titled = new Set();
  /** @type {Map<number, number>} Question -> how much of it is asked for. */
  const shared = new Map();
  /** @type {Map<number, number>} The same, where a word that two neighbours form counts once. */
  const held = new Map();
  /** @type {Pages} */
  const named = new Map();
  const add = (/** @type {Pages} */ map, /** @type {number} */ page, /** @type {number} */ value) =>
    map.set(page, (map.get(page) ?? 0) + value);
  /** @type {Map<number, unknown>} The pages where the first word stands. */
  let begun = new Map();
  let whole = 0;
  for (const slot of planned.slots) {
    /** @type {Map<number, { value: number, sure: number, tells: number }>} */
    const best = new Map();
    let weight = rarest;
    const places = await Promise.all(slot.alternatives.map((reading) => strengths(reading.term)));
    slot.alternatives.forEach((reading, nth) => {
      const rare = rarityOf(places[nth], rules);
      if (nth === 0) weight = rare;
      else if (reading.how === "part-of") weight = Math.max(weight, rare);
      const sure = confidence[reading.how];
      for (const [page, strength] of places[nth]) {
        const value = (sure * (reading.how === "related" ? weight : rare) * strength) / (strength + saturation);
        if (value > (best.get(page)?.value ?? 0)) best.set(page, { value, sure, tells: strength >= rules.about ? 1 : rules.mentioned });
      }
    });
    whole += weight;
    if (slot === planned.slots[0]) begun = best;
    const formed = slot.alternatives.filter((reading) => reading.how === "joined");
    const twice = new Set((await Promise.all(formed.map(async ({ term }) => [...await asked(term)]))).flat());
    for (const [one, sure] of await surest(slot, asked, confidence)) {
      add(shared, one, sure * weight);
      add(held, one, sure * weight * (twice.has(one) ? 0.5 : 1));
    }
    for (const [page, sure] of await surest(slot, called, confidence)) add(named, page, sure * weight);
    for (const [page, { value, sure, tells }] of best) {
      add(scores, page, value);
      add(covered, page, sure * weight);
      add(said, page, sure * weight * tells);
    }
  }
  for (const [key, share] of planned.phrases) {
    const isQuestion = share >= 1 && !titled.size && (planned.slots.length > 1 || !planned.asking);
    for (const [page, bonus] of await exact(key)) {
      if (share >= 1) meant.add(page);
      if (isQuestion && bonus >= rules.exact.x && weightOf(page) >= rules.title_weight) titled.add(page);
      add(scores, page, bonus * share * share);
      for (const map of [covered, said]) map.set(page, Math.max(map.get(page) ?? 0, share * whole));
    }
  }
  const same = likenesses(shared, held, whole, vocabulary);
  for (const [page, [like]] of same) {
    if (like < rules.very_like || planned.slots.length < 2 || meant.has(page)) continue;
    meant.add(page);
    add(scores, page, rules.exact.y);
    for (const map of [covered, said]) map.set(page, whole);
  }
  const least = (rules.tail ? rules.least_coverage : rules.min_coverage[Math.min(planned.slots.length, rules.min_coverage.length) - 1]) * whole;
  const enough = (/** @type {number} */ page) => (said.get(page) ?? 0) >= least;
  if (![...said.keys()].some(enough)) return [];
  const gain = planned.asking || planned.slots.length >= rules.long_question ? rules.same_question : 0;
  const power = planned.asking ? rules.coverage_power_asking : rules.coverage_power;
  const hits = [];
  for (const [page, score] of scores) {
    const coverage = whole ? (covered.get(page) ?? 0) / whole : 0;
    const [like, likest] = same.get(page) ?? [0, -1];
    const part = (/** @type {Map<number, number>} */ of) => (whole ? Math.round(((of.get(page) ?? 0) / whole) * 1e6) / 1e6 : 0);  // It is held against limits.
    if (rules.tail || enough(page)) hits.push({ page, score: (score * coverage ** power + gain * like) * weightOf(page), coverage, about: part(said), whole: meant.has(page), like, likest, called: part(named), begins: begun.has(page), titled: titled.has(page) });
  }
  if (planned.english) withEnglish(hits, rules);
  const even = (/** @type {Hit} */ hit) => Math.round(hit.score * 1e6);
  return together(hits.sort((a, b) => Number(b.titled) - Number(a.titled) || even(b) - even(a) || a.page - b.page), vocabulary);
}

/** *hits* with those of one title after the first of them, if they are worth a share of it. @param {Hit[]} hits @param {Vocabulary} vocabulary */
export function together(hits, { groups, rules }) {
  /** @type {Hit[][]} */
  const placed = [];
  /** @type {Map<number, Hit[]>} */
  const firsts = new Map();
  for (const hit of hits) {
    const group = groups.get(hit.page);
    const first = group === undefined ? undefined : firsts.get(group);
    if (first && hit.score >= rules.group_share * first[0].score) {
      first.push(hit);
      continue;
    }
    placed.push([hit]);
    if (group !== undefined && !first) firsts.set(group, placed[placed.length - 1]);
  }
  return placed.flat();
}

/**
 * The questions or pages *having* the word of *slot*, with how sure its best reading there is.
 * @param {Slot} slot
 * @param {(term: string) => Iterable<number> | Promise<Iterable<number>>} having
 * @param {Record<string, number>} confidence
 */
async function surest(slot, having, confidence) {
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const { term, how: read } of slot.alternatives) {
    for (const one of await having(term)) found.set(one, Math.max(found.get(one) ?? 0, confidence[read]));
  }
  return found;
}

/** How like the question is to the likest that each page is said to answer, and which that is. @param {Map<number, number>} shared @param {Map<number, number>} held @param {number} whole @param {Vocabulary} vocabulary */
function likenesses(shared, held, whole, vocabulary) {
  /** @type {Map<number, [number, number]>} */
  const same = new Map();
  for (const [one, weight] of [...shared].sort(([a], [b]) => a - b)) {
    const { page, weight: length } = vocabulary.questions[one];
    const likeness = length ? Math.round((weight / whole) * Math.min(1, (held.get(one) ?? 0) / length) * 1e6) / 1e6 : 0;
    if (likeness > (same.get(page)?.[0] ?? 0)) same.set(page, [likeness, one]);
  }
  return same;
}

/** Raise the pages in English among *hits*, put them before their originals, and let the first be worth a share of the best in Swedish. @param {Hit[]} hits @param {Rules} rules */
function withEnglish(hits, rules) {
  const known = new Set(rules.english_pages.map(([page]) => page));
  const best = hits.reduce((most, hit) => (known.has(hit.page) ? most : Math.max(most, hit.score)), 0);
  for (const hit of hits) if (known.has(hit.page)) hit.score *= rules.english_raise;
  const found = new Map(hits.map((hit) => [hit.page, hit]));
  for (const [nth, [page, original]] of rules.english_pages.entries()) {
    const least = Math.max((found.get(original)?.score ?? 0) * rules.before_original, nth ? 0 : rules.english_share * best);
    const hit = found.get(page);
    if (hit) hit.score = Math.max(hit.score, least);
    else if (least) hits.push({ page, score: least, coverage: 0, about: 0, whole: false, like: 0, likest: -1, called: 0, begins: false, titled: false });
  }
}

/** Whether none of *hits* is about enough of the question. @param {Pick<Plan, "slots">} planned @param {Hit[]} hits @param {Rules} rules */
export const isWeak = ({ slots }, hits, rules) => {
  const least = Math.min(rules.mentioned, rules.weak - rules.weak_less * Math.min(slots.length, rules.weak_words));
  return !hits.some((hit) => hit.about >= least);
};

/** Whether the first of *hits* is the answer to *planned*, and can be told as it. @param {Plan} planned @param {Hit[]} hits @param {Rules} rules */
export function isAnswer(planned, hits, rules) {
  const [first, ...others] = hits;
  if (!first || first.about < rules.answer_coverage) return false;
  if (planned.asking && planned.slots.length === 1) return first.like >= rules.answer_likeness_one_word;
  const most = (/** @type {"like" | "score"} */ what) => others.reduce((best, hit) => Math.max(best, hit[what]), 0);
  if (first.whole || first.called >= rules.answer_called || (first.like >= rules.answer_likeness && first.like >= most("like"))) return true;
  return others.length > 0 && first.score >= rules.answer_lead * most("score");
}
