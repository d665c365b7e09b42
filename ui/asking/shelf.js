// Runs once for the list of conversations; `element` and `trigger` are given by gr.HTML.
const REALLY_FOR = 4000; // ms

const nameOf = (row) => row.querySelector(".name").textContent;

const rename = (row) => {
  const field = document.createElement("input");
  field.value = nameOf(row);
  field.setAttribute("aria-label", "New name");
  row.querySelector(".open").after(field);
  row.classList.add("renaming");
  field.select();
  let left = false; // taking the field away makes it blur, which leaves it once more
  const leave = () => {
    if (left) return;
    left = true;
    field.remove();
    row.classList.remove("renaming");
    row.querySelector("[data-shelf=rename]").focus();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key !== "Enter") return;
    trigger("rename_conversation", { id: row.dataset.id, title: field.value });
    leave();
  });
};

// Deleting cannot be taken back, so it takes a second press, within a few seconds.
const remove = (row, button) => {
  if (button.dataset.really) return trigger("delete_conversation", { id: row.dataset.id });
  button.dataset.really = "yes";
  button.textContent = "Really delete";
  button.setAttribute("aria-label", `Really delete: ${nameOf(row)}`);
  setTimeout(() => {
    delete button.dataset.really;
    button.textContent = "Delete";
    button.setAttribute("aria-label", `Delete: ${nameOf(row)}`);
  }, REALLY_FOR);
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-shelf]");
  if (!button) return;
  const row = button.closest("li");
  if (button.dataset.shelf === "open_conversation") trigger("open_conversation", { id: button.dataset.id });
  if (button.dataset.shelf === "rename") rename(row);
  if (button.dataset.shelf === "delete") remove(row, button);
});
