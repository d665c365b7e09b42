// Runs once for the conversation's element; `element`, `trigger` and `watch` are given by gr.HTML.
const ACTS = [
  "open_citation", "open_place", "copy_citation", "copy_answer",
  "edit_question", "ask_again", "ask_as_written",
];
const live = document.createElement("p"); // What a screen reader says of an answer that has come.
live.className = "unseen";
live.setAttribute("role", "status");
element.before(live);

let opened = null;
let pressed = null; // what was pressed last: its button goes with the conversation that is shown, and comes anew
let turns = 0;
let left = null; // where the page was scrolled to for a question that is being answered

const showWhichIsOpened = () => {
  for (const card of element.querySelectorAll(".citation")) {
    const { turn, n } = card.dataset;
    card.classList.toggle("was-opened", opened !== null && turn === opened.turn && n === opened.n);
  }
};

const act = (button) => {
  const name = button.dataset.act;
  if (!ACTS.includes(name)) return;
  const given = { ...button.dataset };
  pressed = given;
  if (name === "open_citation") {
    opened = { turn: given.turn, n: given.n };
    showWhichIsOpened();
  }
  trigger(name, given);
};

const fold = (button) => {
  const isFolded = button.closest(".turn").querySelector(".question").classList.toggle("folded");
  button.setAttribute("aria-expanded", String(!isFolded));
  button.textContent = isFolded ? "Show the whole question" : "Show less";
};

element.addEventListener("click", (event) => {
  const folding = event.target.closest(".fold button");
  if (folding) return fold(folding);
  const button = event.target.closest("button[data-act]");
  if (button) return act(button);
  const card = event.target.closest(".citation"); // All of a card opens it, but for words that are being selected.
  if (card && getSelection().isCollapsed) act(card.querySelector("[data-act=open_citation]"));
});

const focusPressed = () => {
  if (!pressed || element.querySelector(".seeking")) return;
  const of = (act) => element.querySelector(`[data-act=${act}][data-turn="${Number(pressed.turn)}"]`);
  if (document.activeElement === document.body) (of(pressed.act) || of("ask_again"))?.focus({ preventScroll: true });
  pressed = null;
};

const addressOf = (id) => {
  const address = new URL(location.href);
  if (id) address.searchParams.set("conversation", id);
  else address.searchParams.delete("conversation");
  for (const name of ["source", "start", "end"]) address.searchParams.delete(name);
  return address;
};

const scrolled = () => element.scrollTop + scrollY; // one of the two scrolls, as the page is wide or narrow

// The question comes to the top, and once more when its answer has made room for that, unless the reader has scrolled.
const showLast = (shown, last) => {
  const isNew = shown.length > turns;
  if (shown.length < turns) element.scrollTop = 0;
  turns = shown.length;
  if (last && (isNew || (left !== null && Math.abs(scrolled() - left) < 2))) last.scrollIntoView({ block: "start" });
  left = last && last.querySelector(".seeking") ? scrolled() : null;
};

watch("value", () => {
  showWhichIsOpened(); // The new turn came with the whole conversation, which knows nothing of it.
  const shown = element.querySelectorAll(".turn");
  const last = shown[shown.length - 1];
  showLast(shown, last);
  focusPressed();
  if (last && !last.querySelector(".seeking")) {
    const reply = last.querySelector(".reply").innerText;
    if (live.textContent !== reply) live.textContent = reply;
    const { conversation } = element.querySelector(".turns").dataset;
    if (!new URL(location.href).searchParams.has("source")) history.replaceState(null, "", addressOf(conversation));
  }
  if (!last) history.replaceState(null, "", new URL(location.href).searchParams.has("source") ? location.href : addressOf(""));
});
