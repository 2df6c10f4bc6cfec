// Asked by tests/site/test_search.py: the folder PARITY holds an index and what Python makes of words and questions.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isAnswer, isWeak } from "#assets/sok/rang.js";
import { openWith } from "#assets/sok/register.js";

const folder = process.env.PARITY ?? "";
const read = async (path) => JSON.parse(await readFile(join(folder, path), "utf8"));
const expected = await read("expected.json");
const register = await openWith((path) => read(`${expected.index}/${path}`));
const differing = (found, wanted) => Object.keys(wanted).filter((key) => JSON.stringify(found[key]) !== JSON.stringify(wanted[key]));

test("every word of the site has the term that Python gives it", () => {
  const found = Object.fromEntries(Object.keys(expected.terms).map((word) => [word, register.vocabulary.term(word)]));
  assert.deepEqual(differing(found, expected.terms), []);
});

test("every question is answered with the pages that Python finds, in the same order, and as surely", async () => {
  const answers = {};
  for (const question of Object.keys(expected.answers)) {
    const { plan, hits } = await register.search(question);
    const shown = await Promise.all(hits.slice(0, 10).map((hit) => register.data(hit)));
    answers[question] = { hits: hits.length, first: shown.map((one) => one.address), answer: isAnswer(plan, hits, register.vocabulary.rules), weak: isWeak(plan, hits, register.vocabulary.rules), reply: shown[0]?.reply ?? "" };
  }
  const odd = differing(answers, expected.answers);
  assert.deepEqual(odd.map((question) => [question, answers[question]]), odd.map((question) => [question, expected.answers[question]]));
});
