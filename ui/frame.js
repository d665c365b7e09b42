// Runs once for the head of a page.
// Gradio's list of options opens at any key that is pressed in it, Tab too, by which one leaves it: it then stays open.
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" && event.target.closest("[role=combobox]")) event.stopPropagation();
}, true);
