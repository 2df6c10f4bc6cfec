// Swedish words -> index terms, as kunskapsbank.search.analysis does it: stem first, then fold å ä ö.
// The suffix tables come with the index, out of the same library that stemmed the pages; here is only how they are used.

const VOWELS = new Set("aeiouyäåö");

/**
 * The suffixes of the stemmer, as the index holds them.
 * @typedef {object} Tables
 * @property {string} s_ending
 * @property {string} ost_ending
 * @property {string[]} not_et
 * @property {[string, number][]} main
 * @property {[string, number][]} pairs
 * @property {[string, number][]} other
 */

/**
 * Letters and digits in lower case; everything else, hyphens too, parts words.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return text.replaceAll("\u00ad", "").normalize("NFC").toLowerCase().replaceAll("ß", "ss").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Without diacritics. @param {string} word */
export function fold(word) {
  return word.normalize("NFKD").replace(/\p{M}/gu, "");
}

/**
 * Where the part of the word that suffixes are taken from begins: after the first vowels and a consonant, at least 3.
 * @param {string} word
 */
function region(word) {
  if (word.length < 3) return word.length;
  let at = 0;
  while (at < word.length && !VOWELS.has(word[at])) at++;
  if (at === word.length) return word.length;
  at++;
  while (at < word.length && VOWELS.has(word[at])) at++;
  if (at === word.length) return word.length;
  return Math.max(at + 1, 3);
}

/**
 * The longest suffix of *word* in *table* that lies inside the region, with what to do: [suffix, action].
 * @param {string} word
 * @param {number} from
 * @param {[string, number][]} table
 */
function suffixIn(word, from, table) {
  /** @type {[string, number] | null} */
  let best = null;
  for (const [suffix, action] of table) {
    if (word.endsWith(suffix) && word.length - suffix.length >= from && (!best || suffix.length > best[0].length)) {
      best = [suffix, action];
    }
  }
  return best;
}

/** Makes a Snowball stemmer for Swedish of its tables. @param {Tables} tables @returns {(word: string) => string} */
export function stemmer(tables) {
  const sEnding = new Set(tables.s_ending);
  const ostEnding = new Set(tables.ost_ending);

  // May "et" after *rest* be taken away? After a vowel and a consonant with something before, and not after some stems.
  function etAllowed(/** @type {string} */ rest) {
    const n = rest.length;
    if (n < 3 || VOWELS.has(rest[n - 1]) || !VOWELS.has(rest[n - 2])) return false;
    return !tables.not_et.some((ending) => rest.endsWith(ending));
  }

  function mainSuffix(/** @type {string} */ word, /** @type {number} */ from) {
    const found = suffixIn(word, from, tables.main);
    if (!found) return word;
    const rest = word.slice(0, -found[0].length);
    if (found[1] === 1) return rest;
    if (found[1] === 2) {
      if (rest.endsWith("et") && etAllowed(rest.slice(0, -2))) return rest.slice(0, -2);
      return sEnding.has(rest.slice(-1)) ? rest : word;
    }
    return etAllowed(rest) ? rest : word;
  }

  return (word) => {
    const from = region(word);
    let stem = mainSuffix(word, from);
    if (suffixIn(stem, from, tables.pairs)) stem = stem.slice(0, -1);
    const other = suffixIn(stem, from, tables.other);
    if (other) {
      const rest = stem.slice(0, -other[0].length);
      if (other[1] === 1) stem = rest;
      else if (other[1] === 2) stem = ostEnding.has(rest.slice(-1)) ? `${rest}ös` : stem;
      else stem = `${rest}full`;
    }
    return stem;
  };
}
