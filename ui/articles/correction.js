// Runs once for the form that corrects an article; `element`, `props`, `trigger` and `watch` are given by gr.HTML.
let source = null;

const giveBack = () => { // The focus goes to where it came from, in a table that may have come anew.
  const wanted = source;
  source = null;
  setTimeout(() => {
    if (wanted === null || document.activeElement !== document.body) return;
    const buttons = document.querySelectorAll("#articles-table [data-act=open_correction]");
    [...buttons].find((button) => button.dataset.source === wanted)?.focus();
  }, 50);
};

const close = () => {
  element.querySelector("dialog")?.close();
  props.value = "";
  giveBack();
};

const written = (form) => {
  const given = { source: form.dataset.source };
  for (const field of form.querySelectorAll("input")) {
    given[field.name] = field.value;
    given[`was_${field.name}`] = field.dataset.was;
  }
  return given;
};

element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("save_correction", written(event.target));
});
element.addEventListener("click", (event) => {
  const name = event.target.closest("button")?.dataset.form;
  if (name === "as_the_article_says") trigger("as_the_article_says", { source });
  if (name === "cancel") close();
});
element.addEventListener("cancel", (event) => { // Escape
  event.preventDefault();
  close();
}, true);

watch("value", () => {
  const dialog = element.querySelector("dialog");
  if (!dialog) return giveBack();
  source = dialog.querySelector("form").dataset.source;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").focus();
});
