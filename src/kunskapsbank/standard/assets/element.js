/** A new element. *attributes*: its class, or name -> value: true for a bare attribute, false or undefined for none, and a
 * function for on<event>. *children* are nodes or text; text is never read as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const all = typeof attributes === "string" ? { class: attributes || undefined } : attributes;
  for (const [name, value] of Object.entries(all)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
