// Runs once for a part that tells how things are; `element`, `trigger` and `watch` are given by gr.HTML. A screen reader
// hears only of what changes in an element that is there already, and not of each step of a bar.
const ACTS = ["put_back", "bring_up_to_date"];
let pressed = false;
element.setAttribute("role", "status");
element.tabIndex = -1;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const name = button && (button.dataset.act || button.dataset.notice);
  if (!ACTS.includes(name)) return;
  pressed = true;
  trigger(name, { ...button.dataset });
});

watch("value", () => {
  element.setAttribute("aria-busy", String(element.querySelector("progress") !== null));
  if (!pressed || element.querySelector("progress")) return;
  pressed = false;
  setTimeout(() => { // The button that was pressed has gone: what came of it is told there.
    if (document.activeElement === document.body) document.querySelector("#articles-told [role=status]")?.focus();
  }, 50);
});
