// Runs once for the answers of a batch; `element` and `watch` are given by gr.HTML. A page begins at its beginning.
watch("value", () => {
  if (element.querySelector("article") && element.getBoundingClientRect().top < 0) element.scrollIntoView();
});
