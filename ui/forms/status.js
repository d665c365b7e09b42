// Runs once for a part that tells how things are; `element` is given by gr.HTML. A screen reader hears only of what
// changes in an element that is there already.
element.setAttribute("role", "status");
