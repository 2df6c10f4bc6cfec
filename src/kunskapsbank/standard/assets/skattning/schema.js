// The part of JSON Schema that saved files are described in, and no more: a word that is not known here is a fault of ours.

/**
 * @typedef {{ type?: "object" | "array" | "string" | "integer", const?: unknown, enum?: unknown[], properties?: Record<string, Schema>,
 *   required?: string[], additionalProperties?: false | Schema, propertyNames?: Schema, maxProperties?: number, items?: Schema,
 *   minItems?: number, maxItems?: number, maxLength?: number, pattern?: string, minimum?: number, maximum?: number,
 *   format?: "date" | "date-time" }} Schema
 */

/** Whether *text* is a day that exists, 2026-11-30. @param {string} text */
export function isDay(text) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= "1900" ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** @param {string} text */
const isMoment = (text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** @type {Record<string, (value: unknown) => boolean>} */
const TYPES = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isSafeInteger,
};

/**
 * Where *value* first breaks *schema*, as a path such as `plan.3.klart`; null when it keeps it. "" is the whole.
 * @param {unknown} value
 * @param {Schema} schema
 * @param {string} [path]
 * @returns {string | null}
 */
export function fault(value, schema, path = "") {
  if (schema.type && !TYPES[schema.type](value)) return path;
  if ("const" in schema && value !== schema.const) return path;
  if (schema.enum && !schema.enum.includes(value)) return path;
  if (typeof value === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) return path;
  if (typeof value === "string" && !keeps(value, schema)) return path;
  if (Array.isArray(value)) return ofItems(value, schema, path);
  return typeof value === "object" && value !== null ? ofProperties(/** @type {Record<string, unknown>} */ (value), schema, path) : null;
}

/** @param {string} text @param {Schema} schema */
function keeps(text, { maxLength = Infinity, pattern, format }) {
  const formed = format === "date" ? isDay(text) : format !== "date-time" || isMoment(text);
  return [...text].length <= maxLength && (!pattern || new RegExp(pattern, "u").test(text)) && formed;
}

/** @param {unknown[]} items @param {Schema} schema @param {string} path */
function ofItems(items, { items: each = {}, minItems = 0, maxItems = Infinity }, path) {
  if (items.length < minItems || items.length > maxItems) return path;
  return first(items.map((_, at) => String(at)), (at) => fault(items[Number(at)], each, below(path, at)));
}

/** @param {Record<string, unknown>} value @param {Schema} schema @param {string} path */
function ofProperties(value, { properties = {}, required = [], additionalProperties = {}, propertyNames = {}, maxProperties = Infinity }, path) {
  const names = Object.keys(value);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return below(path, missing);
  if (names.length > maxProperties) return path;
  return first(names, (name) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (schema === false || fault(name, propertyNames) !== null) return below(path, name);
    return fault(value[name], schema, below(path, name));
  });
}

/** The first that *found* gives of *names*. @param {string[]} names @param {(name: string) => string | null} found */
function first(names, found) {
  for (const name of names) {
    const path = found(name);
    if (path !== null) return path;
  }
  return null;
}

/** @param {string} path @param {string} name */
const below = (path, name) => (path ? `${path}.${name}` : name);
