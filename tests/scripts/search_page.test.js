import assert from "node:assert/strict";
import { test } from "node:test";
import { byDate, chosenFilters, counts, filtering, passing, told } from "#assets/sok/urval.js";
import { correctedWords, excerpt, fragment, readAs, saying } from "#assets/sok/utdrag.js";

const asked = (text) => new URLSearchParams(text);
const hits = [0, 1, 2, 3].map((page) => ({ page, score: 1, coverage: 1 }));
const sets = new Map([
  ["typ", new Map([["Modell", new Set([0, 1])], ["Artikel", new Set([2])], ["Ämne", new Set([3])]])],
  ["regioner", new Map([["Örebro", new Set([0, 2])]])],
]);
const pages = (found) => found.map((hit) => hit.page);

test("a filter lets through its pages, and one with a value that no page has is left out", () => {
  assert.deepEqual(pages(passing(hits, chosenFilters(asked("typ=Modell&regioner=Örebro"), sets), sets)), [0]);
  assert.deepEqual(pages(passing(hits, chosenFilters(asked("typ=Finnsinte"), sets), sets)), [0, 1, 2, 3]);
  assert.deepEqual([filtering(asked("q=a&typ=")), filtering(asked("typ=Finnsinte"))], [false, true]);
});

test("the count of a value is what it would leave, the other filters being as they are; only the chosen one may be 0", () => {
  const chosen = chosenFilters(asked("typ=Ämne&regioner=Örebro"), sets);
  assert.deepEqual(counts("typ", hits, chosen, sets), [["Artikel", 1], ["Modell", 1], ["Ämne", 0]]);
  assert.deepEqual(counts("malgrupper", hits, chosen, sets), []);
});

test("the newest comes first, and equal ones keep their order", () => {
  assert.deepEqual(pages(byDate(hits, ["2024-05-01", "", "2026-01-01", ""])), [2, 0, 1, 3]);
});

test("the number of hits is told in words", () => {
  assert.deepEqual([0, 1, 2].map(told), ["Inga träffar.", "1 träff.", "2 träffar."]);
});

const term = (word) => word.replace(/(are|ar)$/, "");
const marked = (pieces) => pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join("");

test("an excerpt is the sentence with most of what was asked for, its words marked", () => {
  const text = "Inget här.\nEn svets. Den som svetsar mjukt kan provas.";
  assert.equal(marked(excerpt(text, new Set(["svets", "mjukt"]), term)), "Den som [svetsar] [mjukt] kan provas.");
  assert.deepEqual(excerpt(text, new Set(["borta"]), term), []);
  assert.deepEqual(excerpt("", new Set(["svets"]), term), []);
});

test("a long sentence is cut around the first word that was asked for", () => {
  const told = marked(excerpt(`${"ord ".repeat(100)}svets ${"ord ".repeat(100)}.`, new Set(["svets"]), term));
  assert.match(told, /^… (ord ){8}\[svets\]( ord)+ …$/);
  assert.ok(told.length < 230);
});

test("signs between words are no part of what is marked", () => {
  assert.equal(marked(excerpt("Kan du (svetsa), får du ”svets-bevis”.", new Set(["svets"]), (word) => word.replace(/a$/, ""))), "Kan du ([svetsa]), får du ”[svets]-bevis”.");
});

test("a hit leads to the sentence that answers, told by its first and last words", () => {
  assert.equal(fragment("Inget här. En svets.", new Set(["svets"]), term), "#:~:text=En%20svets.");
  assert.equal(fragment("Ett två tre fyra fem sex sju åtta svets-nio.", new Set(["svets"]), term), "#:~:text=Ett%20tv%C3%A5%20tre%20fyra,sex%20sju%20%C3%A5tta%20svets%2Dnio.");
  assert.equal(fragment("Inget här.", new Set(["svets"]), term), "");
});

const slots = [{ word: "svtes", term: "svtes", alternatives: [{ term: "svets", how: "corrected" }] }, { word: "x", term: "x", alternatives: [] }];
const corrected = (slot) => slot.alternatives[0]?.how === "corrected";

test("a corrected word is shown as the first hits spell it, else as the index does, in the whole question", async () => {
  const shown = [{ title: "Om svetsare", ingress: "", text: "svets", address: "", kind: "" }];
  const meant = await correctedWords({ slots }, shown, { term }, corrected, async () => undefined);
  assert.deepEqual([...meant], [["svtes", "svetsare"]]);
  assert.deepEqual([...await correctedWords({ slots }, [], { term }, corrected, async () => "svetsen")], [["svtes", "svetsen"]]);
  assert.deepEqual([...await correctedWords({ slots }, [], { term }, corrected, async () => undefined)], [["svtes", "svets"]]);
  assert.equal(readAs("Vem är Svtes, x?", meant), "Vem är svetsare, x?");
});

test("a word that says nothing is not marked for another that is written like it without its dots", () => {
  const term = saying({ stop: new Set(["är"]), term: (word) => word.replace("å", "a").replace("ä", "a") });
  const marked = excerpt("Den som är arton år.", new Set(["ar"]), term).filter((piece) => piece.marked);
  assert.deepEqual(marked.map((piece) => piece.text), ["år"]);
});
