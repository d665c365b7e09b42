// Runs once for the list of batches; `element` and `trigger` are given by gr.HTML.
const ASKED_FOR = 6000; // ms in which a second press deletes
const ASKING = "Really delete";

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-job]");
  if (!button) return;
  const { job } = button.dataset;
  if (button.classList.contains("open-job")) trigger("open_job", { job });
  else if (button.textContent === ASKING) trigger("delete_job", { job });
  else {
    const { textContent } = button;
    const name = button.getAttribute("aria-label");
    const say = (words, label) => {
      button.textContent = words;
      button.setAttribute("aria-label", label);
    };
    say(ASKING, name.replace("Delete", ASKING));
    setTimeout(() => say(textContent, name), ASKED_FOR);
  }
});
