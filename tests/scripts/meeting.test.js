import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, isMeeting, keyTo, leftOut, linksOf, MOST, Ticked, withoutMeeting } from "#assets/mote/val.js";

const one = (group, text) => ({ group, text, links: [] });
const many = Array.from({ length: MOST + 1 }, (_, nth) => one("steg", `Steg ${nth}`));

test("what is ticked goes into the summary, each text once though it stands in two parts", () => {
  const ticked = new Ticked();
  ticked.set(0, one("steg", "Ring"), true);
  ticked.set(1, one("steg", "Ring"), true);
  ticked.set(1, one("papper", "Betyg"), true);
  assert.deepEqual(ticked.of("steg").map(({ text }) => text), ["Ring"]);
  ticked.set(0, one("steg", "Ring"), false);
  assert.deepEqual([ticked.has(0, one("steg", "Ring")), ticked.has(1, one("steg", "Ring"))], [false, true]);
  ticked.clear();
  assert.deepEqual(ticked.of("steg"), []);
});

test("when nothing is ticked, all of a group that fits goes in; of a longer one nothing, and that is told", () => {
  const ticked = new Ticked();
  const groups = { papper: [one("papper", "Betyg")], steg: many };
  assert.equal(chosen(ticked, groups, "papper").length, 1);
  assert.deepEqual(chosen(ticked, groups, "steg"), []);
  assert.deepEqual(chosen(ticked, groups, "ovrigt"), []);
  assert.equal(leftOut(ticked, groups), true);
  ticked.set(0, many[0], true);
  assert.deepEqual([chosen(ticked, groups, "steg").length, leftOut(ticked, groups)], [1, false]);
});

test("links are listed once each, the page first and without its question", () => {
  const items = [{ text: "", links: [{ href: "https://b.example/", text: "B" }, { href: "https://a.example/x/", text: "Samma sida" }] }];
  assert.deepEqual(linksOf("https://a.example/x/?mote=1#y", "X", [...items, ...items]), [
    { href: "https://a.example/x/", text: "Samma sida" },
    { href: "https://b.example/", text: "B" },
  ]);
});

test("keys lead to parts, and other keys nowhere", () => {
  assert.deepEqual(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => keyTo(key, 2, 5)), [3, 1, 0, 5, null]);
});

test("the meeting view stands in the address until it is left", () => {
  assert.deepEqual([isMeeting("?mote=1"), isMeeting("?mote=11"), isMeeting("")], [true, false, false]);
  assert.equal(withoutMeeting("https://a.example/?q=1&mote=1#mote"), "https://a.example/?q=1");
  assert.equal(withoutMeeting("https://a.example/?mote=1#del"), "https://a.example/#del");
});
