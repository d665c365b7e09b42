// Runs once for the page's outbox; `element`, `props` and `watch` are given by gr.HTML.
const SHOWN_FOR = 8000; // ms
let hiding;
let opener = null; // what had the focus before, and has it again after

const close = () => {
  clearTimeout(hiding);
  if (element.contains(document.activeElement)) {
    const back = opener && opener.isConnected ? opener : document.querySelector("#question :is(textarea, input)");
    if (back) back.focus({ preventScroll: true });
  }
  props.value = "";
};

const save = ({ name, type, bytes }) => {
  const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

// Some browsers let a page copy only at once after a click; then the person copies what is shown and selected.
const copy = async (shown) => {
  try {
    await navigator.clipboard.writeText(shown.textContent);
  } catch {
    element.querySelector("h2").textContent = "Press Ctrl+C to copy";
    shown.focus();
    getSelection().selectAllChildren(shown);
    clearTimeout(hiding);
  }
};

watch("value", () => {
  const told = element.querySelector(".told");
  if (!told) return;
  if (!element.contains(document.activeElement)) opener = document.activeElement;
  clearTimeout(hiding);
  hiding = setTimeout(close, SHOWN_FOR);
  const copied = told.querySelector(".copied");
  if (copied) copy(copied);
  if (told.dataset.bytes !== undefined) save(told.dataset);
});
element.addEventListener("click", (event) => {
  if (event.target.closest(".close-told")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !element.querySelector(".told")) return;
  event.stopImmediatePropagation(); // what lies below stays open
  close();
}, true);
element.addEventListener("pointerenter", () => clearTimeout(hiding));
element.addEventListener("focusin", () => clearTimeout(hiding));
