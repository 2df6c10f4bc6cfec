// The days when actions are due, as a calendar (RFC 5545): one event of a whole day each.

/** @import { Action } from "./modell.js" */

/** *text* as a value (3.3.11). @param {string} text */
export const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n").replace(/\p{Cc}/gu, "");

/** *line* in pieces of at most 75 bytes, none of which ends inside a sign (3.1). @param {string} line */
export function folded(line) {
  const encoder = new TextEncoder();
  const pieces = [""];
  let room = 75;
  for (const sign of line) {
    const size = encoder.encode(sign).length;
    if (size > room) {
      pieces.push("");
      room = 74; // A space begins the piece.
    }
    pieces[pieces.length - 1] += sign;
    room -= size;
  }
  return pieces.join("\r\n ");
}

/** @param {string} day 2026-11-30 */
const compact = (day) => day.replaceAll("-", "");

/** The day after *day*. @param {string} day */
export function dayAfter(day) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** A number that follows from *text*, to tell events of different plans apart. @param {string} text */
const mark = (text) => [...text].reduce((sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) >>> 0, 7).toString(36);

/**
 * A calendar of the *actions* that have a day and remain to be done.
 * @param {Action[]} actions
 * @param {{ name: string, host: string, now: Date, describe: (action: Action) => string }} about
 */
export function calendar(actions, { name, host, now, describe }) {
  const stamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const events = actions.flatMap((one) => (one.klart && one.status !== "klar" && one.status !== "avford" ? [
    "BEGIN:VEVENT",
    `UID:${one.id}-${mark(`${name} ${one.text}`)}@${host || "localhost"}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${compact(one.klart)}`,
    `DTEND;VALUE=DATE:${compact(dayAfter(one.klart))}`,
    `SUMMARY:${escaped(one.text)}`,
    `DESCRIPTION:${escaped(describe(one))}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ] : []));
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kunskapsbank//skattning//SV", `X-WR-CALNAME:${escaped(name)}`, ...events, "END:VCALENDAR"];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
