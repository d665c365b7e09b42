// Runs once for the reader's element; `element`, `props`, `trigger` and `watch` are given by gr.HTML.
// Python counts characters as code points, a browser as UTF-16: the text's offsets are turned at this border alone.
let chosen = null; // [start, end] of the words that are selected
let sentence = -1; // the number of the sentence that the keyboard has chosen

const article = () => element.querySelector("article");
const text = () => element.querySelector(".article-text");
const toolbar = () => element.querySelector(".chosen");
const places = () => JSON.parse(article().dataset.places || "[]");
const opened = () => (article().dataset.opened === "" ? -1 : Number(article().dataset.opened));
const codePoints = (string) => [...string].length;

// Showing a place

const show = (mark) => {
  if (!mark) return;
  mark.focus({ preventScroll: true });
  const isTall = mark.getBoundingClientRect().height > window.innerHeight / 2;
  mark.scrollIntoView({ block: isTall ? "start" : "center" });
};

const showOpened = () => {
  chosen = null;
  sentence = -1;
  if (!article()) return;
  const box = element.querySelector(".box.opened");
  if (box) box.scrollIntoView({ block: "center" });
  show(element.querySelector("mark.opened") || (box ? null : element.querySelector(".close-article")));
  if (box) element.querySelector("[data-tool=text]").focus({ preventScroll: true });
};

const step = (by) => {
  const count = places().length;
  const at = (opened() + by + count) % count;
  article().dataset.opened = String(at);
  for (const mark of element.querySelectorAll("mark[data-places]")) {
    const isOpened = mark.dataset.places.split(" ").includes(String(at));
    mark.classList.toggle("opened", isOpened);
    mark.classList.toggle("other", !isOpened);
  }
  element.querySelector(".step").textContent = `${at + 1} of ${count}`;
  const focused = document.activeElement;
  show(element.querySelector("mark.opened"));
  if (focused && focused.dataset.tool) focused.focus({ preventScroll: true });
};

const close = () => {
  props.value = "";
  const opener = document.querySelector("#conversation .was-opened .number") || document.querySelector("#question :is(textarea, input)");
  if (opener) opener.focus();
};

// Choosing words

const offsetOf = (node, offset) => {
  const before = document.createRange();
  before.setStart(text(), 0);
  before.setEnd(node, offset);
  return codePoints(before.toString());
};

const pointAt = (offset) => {
  const walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
  for (let left = offset; walker.nextNode(); ) {
    const characters = [...walker.currentNode.data];
    if (left <= characters.length) return [walker.currentNode, characters.slice(0, left).join("").length];
    left -= characters.length;
  }
  return [text(), text().childNodes.length];
};

const choose = (start, end) => {
  const range = document.createRange();
  range.setStart(...pointAt(start));
  range.setEnd(...pointAt(end));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const box = range.getBoundingClientRect();
  if (box.top < 160 || box.bottom > innerHeight) range.startContainer.parentElement.scrollIntoView({ block: "center" });
  noteChoice(); // now, for a key may come before the browser tells of the new selection
};

const noteChoice = () => {
  if (!article() || !toolbar()) return;
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const ours = range && text() && text().contains(range.commonAncestorContainer) && range.toString().trim();
  toolbar().hidden = !ours;
  if (!ours) {
    chosen = null;
    return;
  }
  chosen = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
  const box = range.getBoundingClientRect();
  const frame = article().getBoundingClientRect();
  toolbar().style.insetBlockStart = `${box.bottom - frame.top + 8}px`;
  const most = Math.max(0, frame.width - toolbar().offsetWidth);
  toolbar().style.insetInlineStart = `${Math.min(Math.max(0, box.left - frame.left), most)}px`;
};

const chooseSentence = (by) => {
  const sentences = JSON.parse(article().dataset.sentences || "[]");
  if (!sentences.length) return;
  const [from] = opened() >= 0 ? places()[opened()] : [0];
  if (sentence < 0) sentence = sentences.findIndex(([, end]) => end > from) - (by > 0 ? 1 : 0);
  sentence = Math.min(Math.max(sentence + by, 0), sentences.length - 1);
  choose(...sentences[sentence]);
};

// What can be done with a place

const stretch = ([start, end]) => ({ source: article().dataset.source, start: String(start), end: String(end) });

const shown = () => {
  const { source, places, opened } = article().dataset;
  return { source, places, opened };
};

const copyLink = async (place, button) => {
  const address = new URL(location.href);
  address.search = new URLSearchParams(place ? stretch(place) : { source: article().dataset.source });
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(address.href);
    button.textContent = "Link copied";
  } catch {
    history.replaceState(null, "", address);
    button.textContent = "The link is in the address bar";
  }
  setTimeout(() => (button.textContent = words), 3000);
};

const TOOLS = {
  back: () => step(-1),
  on: () => step(1),
  cite: () => trigger("cite_stretch", stretch(places()[opened()])),
  link: (button) => copyLink(places()[opened()], button),
  page: (button) => trigger("show_page", { ...shown(), page: button.dataset.page ?? "" }),
  text: () => trigger("show_text", opened() < 0 ? { source: article().dataset.source } : stretch(places()[opened()])),
  cite_chosen: () => chosen && trigger("cite_stretch", stretch(chosen)),
  ask_chosen: () => trigger("ask_about", { words: getSelection().toString() }),
  link_chosen: (button) => chosen && copyLink(chosen, button),
};

watch("value", () => requestAnimationFrame(showOpened));
element.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".chosen")) event.preventDefault(); // or the press would end the selection
});
element.addEventListener("click", (event) => {
  if (event.target.closest(".close-article")) return close();
  const button = event.target.closest("button[data-tool]");
  if (button) TOOLS[button.dataset.tool]?.(button);
});
document.addEventListener("selectionchange", noteChoice);
document.addEventListener("keydown", (event) => {
  if (!article()) return;
  if (event.key === "Escape" && !event.target.closest?.("#shelf")) return close();
  if (!event.target.closest?.(".article-text") || event.ctrlKey || event.metaKey || event.altKey) return;
  const does = { ArrowRight: () => chooseSentence(1), ArrowLeft: () => chooseSentence(-1) }[event.key];
  const tool = { c: "cite_chosen", a: "ask_chosen", l: "link_chosen" }[event.key];
  if (does) does();
  else if (tool && chosen) TOOLS[tool](element.querySelector(`[data-tool=${tool}]`));
  else return;
  event.preventDefault();
});
