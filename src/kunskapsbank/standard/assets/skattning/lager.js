// Work that is kept on the device, after a click. A number rises with each change, so that two tabs notice each other.

export const KEY = "kb-skattning"; // {"andring": 3, "text": "<a saved file>"}

/**
 * @typedef {{ andring: number, text: string }} Kept
 * @typedef {"sparat" | "annan_flik" | "fullt" | "tillats_inte"} Outcome
 */

/** What is kept, or null; what another program wrote there is nothing. @returns {Kept | null} */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return Number.isSafeInteger(found?.andring) && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

/**
 * Keep *text*, unless another tab has kept something since *last*, the number of the change that this one knows of.
 * @param {string} text
 * @param {number} last
 * @returns {{ outcome: Outcome, andring: number }}
 */
export function keep(text, last) {
  const before = kept()?.andring ?? 0;
  if (before !== last) return { outcome: "annan_flik", andring: last };
  try {
    localStorage.setItem(KEY, JSON.stringify({ andring: before + 1, text }));
    return { outcome: "sparat", andring: before + 1 };
  } catch (error) {
    const full = error instanceof Error && /quota/i.test(error.name);
    return { outcome: full ? "fullt" : "tillats_inte", andring: last };
  }
}

/** Forget it. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing can be kept there, so nothing is.
  }
}
