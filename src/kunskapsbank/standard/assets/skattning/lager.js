// Work that is kept on the device, after a click. A number rises with each change, so that two tabs notice each other.

export const KEY = "kb-skattning"; // {"andring": 3, "text": "<a saved file>"}

/**
 * @typedef {{ andring: number, text: string }} Kept
 * @typedef {"sparat" | "annan_flik" | "fullt" | "tillats_inte"} Outcome
 */

/** What is kept, or null; what another program wrote there is nothing. @param {Pick<Storage, "getItem">} storage @returns {Kept | null} */
export function kept(storage) {
  try {
    const found = JSON.parse(storage.getItem(KEY) ?? "null");
    return Number.isSafeInteger(found?.andring) && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

/**
 * Keep *text*, unless another tab has kept something since *last*, the number of the change that this one knows of.
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {string} text
 * @param {number} last
 * @returns {{ outcome: Outcome, andring: number }}
 */
export function keep(storage, text, last) {
  const before = kept(storage)?.andring ?? 0;
  if (before !== last) return { outcome: "annan_flik", andring: last };
  try {
    storage.setItem(KEY, JSON.stringify({ andring: before + 1, text }));
    return { outcome: "sparat", andring: before + 1 };
  } catch (error) {
    const full = error instanceof Error && /quota/i.test(error.name);
    return { outcome: full ? "fullt" : "tillats_inte", andring: last };
  }
}

/** Forget it. @param {Pick<Storage, "removeItem">} storage */
export function forget(storage) {
  try {
    storage.removeItem(KEY);
  } catch {
    // Nothing can be kept there, so nothing is.
  }
}

/** The browser's own store; accessing it can be forbidden, and then it keeps nothing. @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">} */
export function device() {
  try {
    return localStorage;
  } catch {
    const forbidden = () => {
      throw new Error("forbidden");
    };
    return { getItem: () => null, setItem: forbidden, removeItem: forbidden };
  }
}
