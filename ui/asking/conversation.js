// Runs once for the conversation's element; `element`, `trigger` and `watch` are given by gr.HTML.
let opened = null;

const showWhichIsOpened = () => {
  for (const button of element.querySelectorAll("button.open-citation")) {
    const { turn, n } = button.dataset;
    button.classList.toggle("was-opened", opened !== null && turn === opened.turn && n === opened.n);
  }
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button.open-citation");
  if (!button) return;
  opened = { turn: button.dataset.turn, n: button.dataset.n };
  showWhichIsOpened();
  trigger("open_citation", opened);
});

watch("value", () => {
  showWhichIsOpened(); // The new turn came with the whole conversation, which knows nothing of it.
  const last = element.querySelector(".turn:last-child");
  if (last) last.scrollIntoView({ block: "start" });
});
