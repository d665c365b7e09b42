// Runs once for a part that tells how things are; `element`, `trigger` and `watch` are given by gr.HTML. A screen reader
// hears only of what changes in an element that is there already, and not of each step of a bar.
const ACTS = ["put_back", "bring_up_to_date"];
element.setAttribute("role", "status");

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const name = button && (button.dataset.act || button.dataset.notice);
  if (ACTS.includes(name)) trigger(name, { ...button.dataset });
});

watch("value", () => element.setAttribute("aria-busy", String(element.querySelector("progress") !== null)));
