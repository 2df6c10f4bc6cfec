// Elements made, and elements found: what is looked for and not there is said by name.

/** @typedef {string | number | boolean | undefined | ((event: any) => void)} Value */

/**
 * A new element. *attributes*: its class, or name -> value: true for a bare attribute, false or undefined for none, and a
 * function for on<event>. *children* are nodes or text; text is never read as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string | Record<string, Value>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const all = typeof attributes === "string" ? { class: attributes || undefined } : attributes;
  for (const [name, value] of Object.entries(all)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * The first element in *root* that fits *selector* and is of *type*.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{ new (): T }} [type]
 * @returns {T}
 * @throws {TypeError} When there is none.
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof (type ?? HTMLElement)) return /** @type {T} */ (found);
  throw new TypeError(`${selector}: ${found ? found.tagName : "nothing"} where the page should have ${(type ?? HTMLElement).name}`);
}

/**
 * The HTML elements in *root* that fit *selector*, in the order of the page.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{ new (): T }} [type]
 * @returns {T[]}
 */
export function all(root, selector, type) {
  const found = [...root.querySelectorAll(selector)];
  return /** @type {T[]} */ (found.filter((one) => one instanceof (type ?? HTMLElement)));
}

/**
 * The element that fits *selector* where *event* happened, or around it; null when there is none.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {Event} event
 * @param {string} selector
 * @param {{ new (): T }} [type]
 * @returns {T | null}
 */
export function around(event, selector, type) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof (type ?? HTMLElement) ? /** @type {T} */ (found) : null;
}

/**
 * The field of *form* that is named *name*.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export const field = (form, name) => find(form, `[name="${name}"]`, HTMLInputElement);

/** @param {HTMLSelectElement} select @param {string | null} value The *value* when it can be chosen, else nothing. */
export const known = (select, value) => (value && [...select.options].some((option) => option.value === value) ? value : "");

/** Let *heading* take the focus, so that what is new on the page is read from there. @param {HTMLElement} heading */
export function toHeading(heading) {
  heading.tabIndex = -1;
  heading.focus();
}
