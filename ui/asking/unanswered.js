// Runs once, when the page's conversation has come (page.py). Gradio loads the page again when a lost connection is
// back: what stood in the question box, or was being answered, is then in the box again.
(question, notice) => {
  const KEY = "rag-unanswered";
  const TOLD = '<p class="problem" role="alert">The server did not answer this question. Press Enter to ask it again.</p>';
  const box = () => document.querySelector("#question :is(textarea, input)");
  const row = document.querySelector("#question-row");
  let asked = "";

  const keep = () => {
    const sought = document.querySelector("#conversation .turn:has(.seeking) .question");
    const left = { words: box().value || (sought ? sought.textContent : "") };
    left.asked = left.words !== "" && [asked, sought && sought.textContent].includes(left.words);
    if (left.words) sessionStorage.setItem(KEY, JSON.stringify(left));
    else sessionStorage.removeItem(KEY);
  };
  row.addEventListener("keydown", (event) => { if (event.key === "Enter") asked = box().value; }, true);
  row.addEventListener("click", (event) => { if (event.target.closest("#ask")) asked = box().value; }, true);
  addEventListener("pagehide", keep);

  const left = JSON.parse(sessionStorage.getItem(KEY) || "null");
  sessionStorage.removeItem(KEY);
  if (!left) return [question, notice];
  const last = [...document.querySelectorAll("#conversation .question")].pop();
  const isAnswered = last && last.textContent === left.words;
  const wasLeft = performance.getEntriesByType("navigation")[0].type !== "reload"; // for another page: the server was there
  if (left.asked && (isAnswered || wasLeft)) return [question, notice];
  return [left.words, left.asked ? TOLD : notice];
}
