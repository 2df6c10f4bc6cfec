// A small index, as kunskapsbank.search.index writes it: two models and a page about cars.

export const RULES = {
  total: 3, shards: 1, others: 1, tail: true, fields: { t: 4, b: 1 }, exact: { x: 20, y: 8 }, called: "tmu", strong: "t",
  confidence: { exact: 1, joined: 1, corrected: 0.8, related: 0.9, meant: 0.7, "part-of": 0.6, split: 0.6, part: 0.5 },
  saturation: 9, least_coverage: 0.3, weak: 0.55, min_coverage: [0.45, 0.5, 0.4], mentioned: 0.6, coverage_power: 1, coverage_power_asking: 0.5, asking: 3,
  rarity_power: 0.75, about: 2.6, about_share: 0.3, english_share: 0.9, english_raise: 4, before_original: 1.001, long_question: 3, same_question: 3, very_like: 0.99, questions: [[2, [2.5]]], min_part: 3, shortest_tail: 3, long_part: 4, one_edit_from: 4, two_edits_from: 8, max_compounds: 8, max_phrase: 12, max_word: 60, max_question: 300,
  derivations: ["ning"], shortest_derived: 4, stop_words: ["och"], english: ["with"], english_stop_words: ["a"], english_pages: [[2, -1]], title_weight: 0.75, group_share: 0.4, groups: [],
  names: { vard: "0syrien" }, translations: { svets: "0welder" },
  stemmer: { main: [["arna", 1], ["ar", 1], ["s", 2]], pairs: [], other: [], not_et: [], s_ending: "lr", ost_ending: "" },
  weights: [[1, 3]],
  terms: { t: "0bil 3vard 0svets 0vard", b: "0svetsprov" },
};

/** The files of the index by their paths. */
export const INDEX = {
  "regler.json": RULES,
  "ord/0.json": { bil: { t: [2] }, bilvard: { t: [1] }, svets: { t: [0] }, svetsprov: { b: [0] }, vard: { t: [1], f: [0] } },
  "ovriga/0.json": "svep vever",
  "sidor/0.json": ["svets/", "Svets", "Modell", "Om svets.", "Den som svetsar kan prövas."],
  "urval.json": { filter: { typ: { Modell: [0, 1], Artikel: [2] } }, datum: ["2025-01-01", "2026-01-01", ""] },
};
