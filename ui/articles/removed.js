// Runs once for the list of removed articles; `element`, `trigger` and `watch` are given by gr.HTML.
let open = false; // It comes anew with every change.
let pressed = false;
const ACT = "put_back";

element.addEventListener("toggle", (event) => { open = event.target.open; }, true);
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.dataset.act !== ACT) return;
  pressed = true;
  trigger("put_back", { ...button.dataset });
});

watch("value", () => {
  const list = element.querySelector("details");
  if (list) list.open = open;
  setTimeout(() => {
    if (pressed && document.activeElement === document.body) document.querySelector("#articles-told [role=status]")?.focus();
    pressed = false;
  }, 50);
});
