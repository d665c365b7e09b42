// Runs once for the table of articles; `element`, `trigger` and `watch` are given by gr.HTML.
const ACTS = ["sort_by", "show_more", "open_correction", "remove_article"];
const KEYS = ["act", "source", "column"];
let last = null; // What had the focus, for the table comes anew with every change.

const live = document.createElement("p"); // What a screen reader says once the table is another.
live.className = "unseen";
live.setAttribute("role", "status");
element.before(live);

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && ACTS.includes(button.dataset.act)) trigger(button.dataset.act, { ...button.dataset });
});
element.addEventListener("focusin", ({ target }) => { last = { ...target.dataset, href: target.getAttribute("href") }; });
element.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) last = null; });

const isLast = (one) =>
  one.getAttribute("href") === last.href && KEYS.every((key) => one.dataset[key] === last[key]);

// Gradio writes the new rows into the elements of the old ones, so the focus may be on another article's button by now.
const isAstray = (one) => one === document.body || (element.contains(one) && !isLast(one));

watch("value", () => {
  const count = element.querySelector(".count");
  if (count && live.textContent !== count.textContent) live.textContent = count.textContent;
  if (!last) return;
  setTimeout(() => { // Once the other parts are there too.
    if (!last || !isAstray(document.activeElement) || document.querySelector("dialog[open]")) return;
    const same = [...element.querySelectorAll("button, a, .table-box")].find(isLast);
    (same || document.querySelector("#articles-told button, #articles-search :is(textarea, input)"))?.focus();
  }, 50);
});
