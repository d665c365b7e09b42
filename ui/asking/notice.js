// Runs once for the line above the question box; `element` and `trigger` are given by gr.HTML.
const NOTICES = ["leave_editing", "bring_up_to_date"];

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-notice]");
  if (button && NOTICES.includes(button.dataset.notice)) trigger(button.dataset.notice);
});
