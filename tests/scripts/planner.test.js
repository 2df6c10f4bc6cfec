import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, stemmer, words } from "#assets/sok/analys.js";
import { reordered, traitsOf } from "#assets/sok/ordning.js";
import { edits, plan, Vocabulary } from "#assets/sok/plan.js";
import { isAnswer, isWeak, rank } from "#assets/sok/rang.js";
import { openWith, shardOf } from "#assets/sok/register.js";
import { INDEX, RULES } from "./index.js";

const vocabulary = new Vocabulary(RULES);
const readings = (question, correct) => plan(question, vocabulary, correct).slots.map((slot) => slot.alternatives.map(({ term, how }) => `${term} ${how}`));

test("words are letters and digits in lower case, also those written with parts or as capital ß", () => {
  assert.deepEqual(words("SeQF-nivå 4, GROẞ och a\u030Ar"), ["seqf", "nivå", "4", "gross", "och", "år"]);
  assert.equal(fold("åäöé"), "aaoe");
  assert.deepEqual(words(""), []);
});

test("a stemmer takes the longest suffix inside its region", () => {
  const stem = stemmer(RULES.stemmer);
  assert.deepEqual(["svetsarna", "en", "bilar"].map(stem), ["svets", "en", "bil"]);
});

test("two letters in the wrong order are one edit, and the count stops above the most", () => {
  assert.equal(edits("svets", "sevts", 2), 1);
  assert.equal(edits("svets", "svets", 0), 0);
  assert.equal(edits("svets", "målare", 2), 3);
  assert.equal(edits("", "ab", 2), 2);
});

test("the terms of the vocabulary are read from their front coding", () => {
  assert.deepEqual(vocabulary.words, ["bil", "bilvard", "svets", "svetsprov", "vard"]);
  assert.equal(vocabulary.known("bilvardssvets"), false);
});

test("a word is read as it is known, corrected, or by its parts", () => {
  assert.deepEqual(readings("svetsarna"), [["svets exact"]]);
  assert.deepEqual(readings("svtes"), [["svets corrected"]]);
  assert.deepEqual(readings("svtes", false), [[]]);
  assert.deepEqual(readings("svetsbil"), [["svets split"], ["bil split"]]);
});

test("names of countries and English words are read as what they stand for", () => {
  assert.deepEqual(readings("syrien"), [["vard meant"]]);
  assert.deepEqual(readings("a welder with papers"), [["svets meant"], []]);
  assert.equal(plan("a welder with papers", vocabulary).english, true);
  assert.equal(plan("svets", vocabulary).english, false);
});

test("a word that people use elsewhere is kept as it is", async () => {
  const register = await openWith(async (path) => INDEX[path]);
  assert.deepEqual((await register.search("svtes")).plan.slots[0].alternatives.map((one) => one.how), ["corrected"]);
  assert.deepEqual((await register.search("svep")).plan.slots[0].alternatives, []);
});

test("a question in English meets the page in English among the first", async () => {
  const register = await openWith(async (path) => INDEX[path]);
  assert.deepEqual((await register.search("welder with")).hits.map((hit) => hit.page), [0, 2]);
});

test("neighbours that form a known compound are read as it, and stop words are left out", () => {
  assert.deepEqual(readings("bil och vård").map((all) => all[0]), ["bilvard joined", "bilvard joined"]);
});

test("sixty letters of a word and three hundred of a question are read", () => {
  const words = (question) => plan(question, vocabulary).slots.map((slot) => [...slot.word].length);
  assert.deepEqual(words("x".repeat(50_000)), [60]);
  assert.deepEqual(words("𝒳".repeat(70)), [60]);
  assert.deepEqual(words("ab ".repeat(10_000)).length, 100);
});

test("soft hyphens in a question are no letters", () => {
  assert.deepEqual(readings("sv\u00adets"), readings("svets"));
});

test("pages that cover more of the question come first, equal ones in the order of the site", async () => {
  const planned = plan("svets bil", vocabulary);
  const places = { svets: new Map([[0, 6], [2, 6]]), bil: new Map([[1, 6], [2, 6]]) };
  const hits = await rank(planned, vocabulary, (term) => places[term] ?? new Map(), () => new Map(), () => 1);
  assert.deepEqual(hits.map((hit) => hit.page), [2, 0, 1]);
});

test("a long question gains the page that is said to answer one like it", async () => {
  const planned = plan("svets bil vård", vocabulary);
  const places = { svets: new Map([[0, 6], [2, 6]]), bil: new Map([[0, 6], [2, 6]]), vard: new Map([[0, 6], [2, 6]]) };
  const hits = (asked) => rank(planned, vocabulary, (term) => places[term] ?? new Map(), () => new Map(), () => 1, asked);
  assert.deepEqual((await hits()).map((hit) => hit.page), [0, 2]);
  assert.deepEqual((await hits((term) => (term === "vard" ? [0] : []))).map((hit) => hit.page), [2, 0]);
});

test("a question with the words of one that a page is said to answer is the very one", async () => {
  const short = new Vocabulary({ ...RULES, questions: [[2, [0.5]]] });
  const planned = plan("vård och bil", short);
  const places = { bil: new Map([[0, 6], [2, 6]]), vard: new Map([[0, 6], [2, 6]]) };
  const asked = () => [0];
  const [first, second] = await rank(planned, short, (term) => places[term] ?? new Map(), () => new Map(), () => 1, asked);
  assert.deepEqual([first.page, first.whole, second.whole], [2, true, false]);
});

test("the register reads each file once, and again after a failure", async () => {
  const asked = [];
  let broken = true;
  const register = await openWith(async (path) => {
    asked.push(path);
    if (path.startsWith("ord/") && broken) throw new Error("borta");
    return INDEX[path];
  });
  await assert.rejects(register.search("svets"), /borta/);
  broken = false;
  assert.deepEqual((await register.search("svets")).hits.map((hit) => hit.page), [0]);
  await register.search("svets");
  assert.deepEqual(asked, ["regler.json", "ord/0.json", "ord/0.json"]);
  assert.equal((await register.data({ page: 0 })).title, "Svets");
  assert.deepEqual([...(await register.filters()).get("typ").get("Modell")], [0, 1]);
});

test("all files that a question needs are asked for before any has come", async () => {
  const shards = 2, entries = Object.entries(INDEX["ord/0.json"]);
  const parts = [0, 1].map((nth) => Object.fromEntries(entries.filter(([term]) => shardOf(term, shards) === nth)));
  const [first, second] = parts.map((part) => Object.keys(part)[0]);
  const asked = new Set();
  let bothAsked = () => {};
  const both = new Promise((resolve) => { bothAsked = () => resolve(undefined); });
  const register = await openWith(async (path) => {
    const nth = /^ord\/(\d)/.exec(path)?.[1];
    if (nth === undefined) return path === "regler.json" ? { ...RULES, shards } : INDEX[path];
    if (asked.add(nth).size === shards) bothAsked();
    await both;
    return parts[Number(nth)];
  });
  assert.equal((await register.search(`${first} ${second}`)).hits.length > 0, true);
});

test("a term's file follows from its code points", () => {
  assert.equal(shardOf("svets", 1), 0);
  assert.equal(shardOf("", 1000), 0x811c9dc5 % 1000);
});

test("hits are weak when none of them is about enough of the question", () => {
  const rules = { weak: 0.75, weak_less: 0.05, weak_words: 4, mentioned: 0.7 };
  const weak = (words, ...found) => isWeak({ slots: Array(words).fill({}) }, found.map((about) => ({ about, coverage: 1 })), rules);
  assert.deepEqual([weak(1), weak(1, 0.5), weak(1, 0.5, 0.69), weak(1, 0.5, 0.7), weak(2, 0.65), weak(4, 0.5), weak(4, 0.55), weak(9, 0.5)], [true, true, true, false, false, true, false, true]);
});

test("the first hit is told as the answer when the question names it or it is far above the others", () => {
  const rules = { answer_lead: 3, answer_coverage: 0.9 };
  const hit = (score, more = {}) => ({ page: 0, score, coverage: 1, about: 1, whole: false, ...more });
  const one = { slots: [{}], asking: false };
  assert.equal(isAnswer(one, [hit(5, { whole: true }), hit(4)], rules), true);
  assert.equal(isAnswer({ slots: [{}], asking: true }, [hit(5, { whole: true }), hit(4)], rules), false);
  assert.equal(isAnswer(one, [hit(5), hit(4)], rules), false);
  assert.equal(isAnswer(one, [hit(13), hit(4)], rules), true);
  assert.equal(isAnswer(one, [hit(13, { about: 0.5 }), hit(4)], rules), false);
  assert.equal(isAnswer(one, [hit(13), hit(2), hit(6)], rules), false);
  assert.equal(isAnswer(one, [hit(13)], rules), false);
  assert.equal(isAnswer(one, [], rules), false);
});

test("the first hit is told as the answer when it is called most of the question or said to answer one like it, and no other hit one more like", () => {
  const rules = { answer_lead: 3, answer_coverage: 0.9, answer_likeness: 0.3, answer_likeness_one_word: 0.9, answer_called: 0.6 };
  const hit = (like, more = {}) => ({ page: 0, score: 5, coverage: 1, about: 1, whole: false, like, ...more });
  const several = { slots: [{}, {}], asking: true };
  const one = { slots: [{}], asking: true };
  assert.equal(isAnswer(several, [hit(0.5), hit(0.4)], rules), true);
  assert.equal(isAnswer(several, [hit(0.5), hit(0.6)], rules), false);
  assert.equal(isAnswer(several, [hit(0.2), hit(0.1)], rules), false);
  assert.equal(isAnswer(several, [hit(0, { called: 0.7 }), hit(0.4)], rules), true);
  assert.equal(isAnswer(several, [hit(0, { called: 0.5 }), hit(0.4)], rules), false);
  assert.equal(isAnswer(one, [hit(0.5), hit(0.4)], rules), false);
  assert.equal(isAnswer(one, [hit(0.95), hit(0.4)], rules), true);
});

test("a hit shows the answer to the question that it is most like, if it is like it", async () => {
  const files = { "regler.json": { ...RULES, reply_likeness: 0.6 }, "sidor/2.json": ["bil/", "Bil", "", "Om bil.", "", "", "", { 0: "Ja." }, "en"] };
  const register = await openWith(async (path) => files[path]);
  const shown = async (like) => (await register.data({ page: 2, like, likest: 0 })).reply;
  assert.deepEqual([await shown(0.7), await shown(0.5)], ["Ja.", ""]);
  assert.equal((await register.data({ page: 2, like: 0, likest: 0 })).lang, "en");
});

test("a page that leads to what was asked for passes one that does not, but none with the very title", () => {
  const learned = { weights: { score: 1, leads: 1 }, least: 1e-6, best_neighbours: 3, words: [1, 1, 1], at_length: [0, 0, 0], leads: [[], [2], []] };
  const known = new Vocabulary({ ...RULES, learned });
  const traits = traitsOf(learned, RULES.questions, [1, 1, 1]);
  const hit = (page, score, titled = false, whole = false) => ({ page, score, titled, whole, about: 1, called: 0, like: 0, begins: true });
  const order = (hits, english = false) => reordered({ slots: [{}], english }, hits, known, traits).map(({ page }) => page);
  assert.deepEqual(order([hit(2, 9), hit(0, 5), hit(1, 5)]), [2, 1, 0]);
  assert.deepEqual(order([hit(2, 9), hit(0, 5, true), hit(1, 5)]), [0, 2, 1]);
  assert.deepEqual(order([hit(2, 9), hit(0, 5, false, true), hit(1, 5)]), [0, 2, 1]);
  assert.deepEqual(order([hit(2, 9), hit(0, 5), hit(1, 5)], true), [2, 0, 1]);
  assert.deepEqual(traits.map((page) => [page.questions, page.led]), [[0, []], [0, []], [1, [1]]]);
});
