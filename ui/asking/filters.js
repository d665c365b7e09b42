// Runs once for the line that says which articles are asked; `element` is given by gr.HTML. Gradio does not say whether
// the bar is unfolded, and names what removes a choice by its number.
const asker = element.closest("#asker");

const set = (one, name, value) => {
  if (one && one.getAttribute(name) !== value) one.setAttribute(name, value);
};

const nameParts = () => {
  const fold = asker.querySelector("#filter > button");
  set(fold, "aria-expanded", String(fold !== null && fold.classList.contains("open")));
  set(fold && fold.querySelector(".icon"), "aria-hidden", "true");
  for (const field of asker.querySelectorAll("#filter .block:has([role=combobox])")) {
    const label = field.querySelector("[role=combobox]").getAttribute("aria-label");
    for (const button of field.querySelectorAll(".token-remove")) {
      const token = button.closest(".token");
      const name = token ? `Remove ${token.querySelector("span").textContent}` : `Remove all: ${label}`;
      set(button, "aria-label", name);
      set(button, "title", name);
    }
  }
};

new MutationObserver(nameParts).observe(asker, { subtree: true, childList: true, attributes: true });
nameParts();
