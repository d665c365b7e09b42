// Runs once for the line above the question box; `element` and `trigger` are given by gr.HTML.
const NOTICES = ["leave_editing", "bring_up_to_date"];

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-notice]");
  if (button && NOTICES.includes(button.dataset.notice)) trigger(button.dataset.notice);
});
document.addEventListener("keydown", (event) => {
  const leaving = element.querySelector("[data-notice=leave_editing]");
  if (event.key !== "Escape" || !leaving || !event.target.closest("#question, #notice")) return;
  event.stopImmediatePropagation(); // an article beside it stays open
  leaving.click();
}, true);
