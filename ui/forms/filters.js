// Runs once for the line that says which articles are asked; `element` is given by gr.HTML. Gradio does not say whether
// the bar is unfolded, and names what removes a choice by its number.
const form = element.closest("#asker, #batch-form");

const set = (one, name, value) => {
  if (one && one.getAttribute(name) !== value) one.setAttribute(name, value);
};

const nameParts = () => {
  const fold = form.querySelector("#filter > button");
  set(fold, "aria-expanded", String(fold !== null && fold.classList.contains("open")));
  set(fold && fold.querySelector(".icon"), "aria-hidden", "true");
  for (const field of form.querySelectorAll("#filter .block:has([role=combobox])")) {
    const label = field.querySelector("[role=combobox]").getAttribute("aria-label");
    for (const button of field.querySelectorAll(".token-remove")) {
      const token = button.closest(".token");
      const name = token ? `Remove ${token.querySelector("span").textContent}` : `Remove all: ${label}`;
      set(button, "aria-label", name);
      set(button, "title", name);
    }
  }
};

new MutationObserver(nameParts).observe(form, { subtree: true, childList: true, attributes: true });
nameParts();
