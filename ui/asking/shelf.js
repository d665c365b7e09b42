// Runs once for the list of conversations; `element`, `trigger` and `watch` are given by gr.HTML.
const REALLY_FOR = 4000; // ms

const TOGGLE = "#shelf-toggle"; // where there is little room, the list is folded away
let next = null; // gives what has the focus once the list has come anew

const rowOf = (id) => element.querySelector(`li[data-id="${CSS.escape(id)}"]`);
const newOne = () => element.querySelector(".new");

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
    next = () => rowOf(row.dataset.id)?.querySelector("[data-shelf=rename]");
    trigger("rename_conversation", { id: row.dataset.id, title: field.value });
    leave();
  });
};

// Deleting cannot be taken back, so it takes a second press, within a few seconds.
const remove = (row, button) => {
  if (button.dataset.really) {
    const beside = (row.nextElementSibling || row.previousElementSibling)?.dataset.id;
    next = () => (beside && rowOf(beside)?.querySelector(".open")) || newOne();
    return trigger("delete_conversation", { id: row.dataset.id });
  }
  button.dataset.really = "yes";
  button.textContent = "Really delete";
  button.setAttribute("aria-label", `Really delete: ${nameOf(row)}`);
  setTimeout(() => {
    delete button.dataset.really;
    button.textContent = "Delete";
    button.setAttribute("aria-label", `Delete: ${nameOf(row)}`);
  }, REALLY_FOR);
};

// The browser's Back goes to the conversation before.
const goTo = (id) => {
  const address = new URL(location.href);
  address.search = id ? new URLSearchParams({ conversation: id }) : "";
  if (address.href !== location.href) history.pushState(null, "", address);
};
addEventListener("popstate", () => {
  const asked = new URL(location.href).searchParams;
  if (asked.has("source")) location.reload();
  else trigger("open_conversation", { id: asked.get("conversation") || "" });
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-shelf]");
  if (!button) return;
  const row = button.closest("li");
  if (button.dataset.shelf === "open_conversation") {
    next = () => (button.dataset.id ? rowOf(button.dataset.id)?.querySelector(".open") : newOne());
    goTo(button.dataset.id);
    trigger("open_conversation", { id: button.dataset.id });
  }
  if (button.dataset.shelf === "rename") rename(row);
  if (button.dataset.shelf === "delete") remove(row, button);
});

watch("value", () => {
  if (next && document.activeElement === document.body) (next() || newOne()).focus({ preventScroll: true });
  next = null;
});
document.addEventListener("keydown", (event) => {
  const toggle = document.querySelector(TOGGLE);
  if (event.key !== "Escape" || event.target.closest("#writing, .renaming")) return;
  if (!toggle.offsetParent || toggle.getAttribute("aria-expanded") !== "true") return;
  event.stopImmediatePropagation(); // an article stays open
  toggle.click();
  toggle.focus();
}, true);
