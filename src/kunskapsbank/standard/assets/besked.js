// What a live region says: after a rest while somebody types, and only when it is something else than before.

export const REST = 700; // Milliseconds without a key before a screen reader is told.

/**
 * A function that has *place* say a text: at once, or after *rest* milliseconds unless something else comes before.
 * @param {HTMLElement} place
 * @returns {(text: string, rest?: number) => void}
 */
export function speaker(place) {
  let waiting = 0;
  const say = (/** @type {string} */ text) => {
    if (place.textContent !== text) place.textContent = text;
  };
  return (text, rest = 0) => {
    clearTimeout(waiting);
    if (rest) waiting = setTimeout(say, rest, text);
    else say(text);
  };
}
