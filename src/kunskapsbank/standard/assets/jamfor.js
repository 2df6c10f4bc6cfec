// Compare two ways: choose them, and the other columns are hidden. The choice stands in the address.

export function start(root) {
  const form = root.querySelector("[data-jamforval]");
  const [a, b] = form.querySelectorAll("select");
  const cells = [...root.querySelectorAll("[data-vag]")];
  const status = form.querySelector("[data-jamforstatus]");
  const total = a.options.length - 1;

  const show = () => {
    const wanted = [a.value, b.value].filter(Boolean);
    const both = wanted.length === 2 && a.value !== b.value;
    for (const cell of cells) cell.hidden = both && !wanted.includes(cell.dataset.vag);
    root.classList.toggle("jamfor--tva", both);
    status.textContent = both ? `Visar två av ${total} vägar.` : a.value && a.value === b.value ? "Välj två olika vägar." : `Visar alla ${total} vägar.`;
  };
  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const choice of [a, b]) {
      const value = asked.get(choice.name) ?? "";
      choice.value = [...choice.options].some((option) => option.value === value) ? value : "";
    }
    show();
  };
  form.addEventListener("change", () => {
    const url = new URL(location.href);
    for (const choice of [a, b]) choice.value ? url.searchParams.set(choice.name, choice.value) : url.searchParams.delete(choice.name);
    history.pushState(null, "", url);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", read);
  form.hidden = false;
  read();
}
