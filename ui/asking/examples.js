// Runs once for the questions that the page suggests; `element` and `trigger` are given by gr.HTML.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) trigger("ask_example", { question: button.textContent });
});
