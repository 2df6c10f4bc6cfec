// What is chosen stands in the address and nowhere else, so that every state can be shared and back undoes one step.

/** The choices in the address. */
export const chosen = () => new URLSearchParams(location.search);

/** *wanted* as the end of an address; commas stay readable. */
export function query(wanted) {
  const text = wanted.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : location.pathname;
}

/** Change the choices with *edit*: a new step, or with *replace* the present one over again. */
export function change(edit, { replace = false, state = null } = {}) {
  const wanted = chosen();
  edit(wanted);
  history[replace ? "replaceState" : "pushState"](state, "", query(wanted));
}

/** Give *name* the *value*, or take it away when there is none. */
export function put(wanted, name, value) {
  value ? wanted.set(name, value) : wanted.delete(name);
}
