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

/**
 * Tells of each change of a select in *form* whether an arrow key only went one step further in the choice that an
 * earlier arrow key began: such a change takes the place of the one before in the history.
 * @param {HTMLFormElement} form
 * @returns {(select: HTMLSelectElement) => boolean}
 */
export function stepping(form) {
  let key = "";
  /** @type {HTMLSelectElement | null} */
  let begun = null;
  form.addEventListener("focusin", () => {
    [key, begun] = ["", null];
  });
  form.addEventListener("pointerdown", () => {
    key = "";
  });
  form.addEventListener("keydown", (event) => {
    key = event.key;
  });
  return (select) => {
    const further = begun === select;
    begun = /^(Arrow|Page|Home|End|.$)/.test(key) ? select : null;
    return further && begun === select;
  };
}

/**
 * Keep what the *selects* of *form* say in the address, and *show* what it asks for: now, and whenever it changes.
 * @param {HTMLFormElement} form
 * @param {HTMLSelectElement[]} selects
 * @param {() => void} show
 */
export function keepChoices(form, selects, show) {
  const further = stepping(form);
  form.addEventListener("change", ({ target }) => {
    change((wanted) => {
      for (const select of selects) put(wanted, select.name, select.value);
    }, { replace: target instanceof HTMLSelectElement && further(target) });
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  onReturn(show);
  form.hidden = false;
  show();
}
