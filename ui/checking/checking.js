// Runs once for the report's element; `element` and `watch` are given by gr.HTML.
let opener = null; // the link that was pressed last

const verdicts = () => [...element.querySelectorAll(".checked-one")];
const shown = () => verdicts().findIndex((one) => !one.hidden);
const linkTo = (number) => element.querySelector(`.draft a[href="#verdict-${number}"], .checked-table a[href="#verdict-${number}"]`);

const mark = (number) => {
  for (const link of element.querySelectorAll(`a[href^="#verdict-"]`)) {
    if (link.getAttribute("href") === `#verdict-${number}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

const show = (number, from) => {
  const all = verdicts();
  if (!all[number - 1]) return;
  all.forEach((one, at) => { one.hidden = at !== number - 1; });
  opener = from || linkTo(number);
  mark(number);
  const pane = element.querySelector(".checked-verdicts");
  pane.classList.add("is-open");
  pane.scrollTop = 0;
  const heading = all[number - 1].querySelector("h3");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const covers = getComputedStyle(pane).position === "fixed";
  if (opener) opener.scrollIntoView({ block: covers ? "start" : "nearest" });
};

const backTo = (link) => {
  const pane = element.querySelector(".checked-verdicts");
  if (pane) pane.classList.remove("is-open");
  if (link) link.focus();
};

element.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const button = event.target.closest(".checked-steps button");
  if (link) {
    event.preventDefault();
    const number = Number(link.getAttribute("href").split("-").pop());
    if (link.getAttribute("href").startsWith("#verdict-")) show(number, link);
    else backTo(linkTo(number));
  } else if (button) {
    if (button.classList.contains("close-verdict")) backTo(opener);
    else show(shown() + 1 + (button.classList.contains("next-verdict") ? 1 : -1));
  }
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest(".checked-verdicts")) backTo(opener);
});
watch("value", () => {
  opener = null;
  if (!element.querySelector(".checked")) return;
  document.querySelector("#check-told").scrollIntoView();
  if (verdicts().length) mark(shown() + 1);
});
