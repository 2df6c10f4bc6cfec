// What is chosen stands in the address and nowhere else, so that every state can be shared and back undoes one step.

/** The choices in the address. */
export const chosen = () => new URLSearchParams(location.search);

/**
 * *wanted* as the end of an address; commas stay readable. Without a choice it is *path*.
 * @param {URLSearchParams} wanted
 * @param {string} [path]
 */
export function query(wanted, path = location.pathname) {
  const text = wanted.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : path;
}

/**
 * Change the choices with *edit*: a new step, or with *replace* the present one over again.
 * @param {(wanted: URLSearchParams) => void} edit
 * @param {{ replace?: boolean, state?: unknown }} [how]
 */
export function change(edit, { replace = false, state = null } = {}) {
  const wanted = chosen();
  edit(wanted);
  history[replace ? "replaceState" : "pushState"](state, "", query(wanted));
}

/**
 * Give *name* the *value*, or take it away when there is none.
 * @param {URLSearchParams} wanted
 * @param {string} name
 * @param {string | null | undefined} value
 */
export function put(wanted, name, value) {
  if (value) wanted.set(name, value);
  else wanted.delete(name);
}

/**
 * Call *follow* when somebody goes back or forward: a step on this page, or to this page as the browser kept it. Some
 * browsers empty the fields of a page they keep, and a request that was under way never ends there.
 * @param {() => unknown} follow
 */
export function onReturn(follow) {
  addEventListener("popstate", follow);
  addEventListener("pageshow", (event) => {
    if (event.persisted) follow();
  });
}
