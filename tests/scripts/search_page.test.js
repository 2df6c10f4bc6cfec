import assert from "node:assert/strict";
import { test } from "node:test";
import { byDate, chosenFilters, counts, filtering, passing, told } from "#assets/sok/urval.js";
import { correctedWords, excerpt } from "#assets/sok/utdrag.js";

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

test("a corrected word is shown as the first hits spell it", () => {
  const slots = [{ word: "svtes", term: "svtes", alternatives: [{ term: "svets", how: "corrected" }] }, { word: "x", term: "x", alternatives: [] }];
  const shown = [{ title: "Om svetsare", ingress: "", text: "svets", address: "", kind: "" }];
  const corrected = (slot) => slot.alternatives[0]?.how === "corrected";
  assert.deepEqual(correctedWords({ slots, phrases: [] }, shown, { term }, corrected), ["svetsare"]);
  assert.deepEqual(correctedWords({ slots, phrases: [] }, [], { term }, corrected), ["svets"]);
});
