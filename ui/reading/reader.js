// Runs once for the reader's element; `element`, `props` and `watch` are given by gr.HTML.
const showQuotation = () => {
  const mark = element.querySelector("mark.opened") || element.querySelector(".close-article");
  if (!mark) return;
  mark.focus({ preventScroll: true });
  const isTall = mark.getBoundingClientRect().height > window.innerHeight / 2;
  mark.scrollIntoView({ block: isTall ? "start" : "center" });
};

const close = () => {
  props.value = "";
  const opener = document.querySelector("#conversation .was-opened") || document.querySelector("#question :is(textarea, input)");
  if (opener) opener.focus();
};

watch("value", () => requestAnimationFrame(showQuotation));
element.addEventListener("click", (event) => {
  if (event.target.closest(".close-article")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && element.querySelector("article")) close();
});
