/* entry.js · the results grid beyond app.js: nothing is replaced by a slip of the hand. The sheet works without it. */
(() => {
  "use strict";
  const { again, cellOf, mark, unmark, unsaved } = window.cells;

  /* -- A word or an answer that a key or the wheel moved to counts once it is left or confirmed by Enter ----------- */
  const moved = new WeakSet(); // lists that were last touched otherwise than with a pointer
  const held = new WeakSet(); // lists whose change waits
  const QUIET = { capture: true, passive: true };
  const isList = (el) => el.matches?.(".cell select");
  const made = (list) => [...list.options].find((option) => option.defaultSelected) || list.options[0];
  const asMade = (list) => made(list).selected;
  for (const kind of ["keydown", "wheel"]) {
    document.addEventListener(kind, ({ target }) => isList(target) && moved.add(target), QUIET);
  }
  document.addEventListener("pointerdown", ({ target }) => moved.delete(target), true);
  document.addEventListener("change", (event) => {
    const list = event.target;
    if (!isList(list) || !moved.has(list)) return;
    event.stopImmediatePropagation();
    held.add(list);
    unsaved.add(list);
    mark(cellOf(list), "waiting", document.getElementById("sheet-form").dataset.held);
  }, true);
  function settle(list, keep) {
    if (!held.delete(list)) return;
    moved.delete(list);
    unsaved.delete(list);
    if (!keep) made(list).selected = true;
    if (!asMade(list)) return again(list);
    unmark(cellOf(list));
  }
  document.addEventListener("focusout", ({ target }) => settle(target, true));
  document.addEventListener("keydown", (event) => {
    if (!isList(event.target) || !held.has(event.target) || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    settle(event.target, event.key === "Enter");
  });

  /* -- After an answer given by a button the keyboard is back in the cell */
  let answered = "";
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches(".answers button")) answered = detail.elt.closest("tbody").id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!answered || document.activeElement !== document.body) return;
    const boxes = document.getElementById(answered)?.querySelectorAll(".cell input, .cell select") || [];
    [...boxes].reverse().find((box) => box.offsetParent)?.focus();
    answered = "";
  });
})();
