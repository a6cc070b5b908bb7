/* queue.js · the appraiser's queue with keys, and a bar that says in numbers what will be done. It works without it. */
(() => {
  "use strict";
  const form = document.getElementById("verify");
  if (!form) return;
  const rows = [...form.querySelectorAll(".one")];
  const boxOf = (row) => row?.querySelector("input[name=results]");
  const boxes = rows.map(boxOf).filter(Boolean);
  const ticked = () => boxes.filter((box) => box.checked);
  const rowOf = (el) => el?.closest?.(".one");
  const every = document.getElementById("every");
  const confirm = document.getElementById("confirm");
  const said = document.getElementById("act-said");
  const number = new Intl.NumberFormat("vi-VN");

  /* -- What will be done, in numbers -------------------------------------------------------------------------- */
  const worded = (el, count) => {
    const { none, one, many } = el.dataset;
    return count === 0 ? none : (count === 1 ? one : many).replace("{n}", number.format(count));
  };
  function tell() {
    const count = ticked().length;
    form.querySelectorAll("[data-many]").forEach((el) => el === said || (el.textContent = worded(el, count)));
    if (confirm) confirm.disabled = count === 0;
    if (every) {
      every.checked = count > 0 && count === boxes.length;
      every.indeterminate = count > 0 && count < boxes.length;
    }
  }
  form.addEventListener("change", ({ target }) => {
    if (target === every) boxes.forEach((box) => (box.checked = every.checked));
    if (target !== every && target.name !== "results") return;
    tell();
    said.textContent = worded(said, ticked().length);
  });

  /* -- The figure that the keys speak of: focus is in its box -------------------------------------------------- */
  let current = null;
  function mark(row) {
    current?.classList.remove("is-current");
    current = row;
    current?.classList.add("is-current");
  }
  function goTo(row) {
    if (!row) return;
    mark(row);
    row.scrollIntoView({ block: "nearest" });
    boxOf(row)?.focus({ preventScroll: true });
  }
  function step(by) {
    const at = rows.indexOf(current);
    goTo(rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]);
  }
  form.addEventListener("focusin", ({ target }) => rowOf(target) && mark(rowOf(target)));

  /* -- After an act: the figure that comes next, where its address leads without a script too ------------------- */
  const ACTED = "queue-acted";
  const decidedBy = (button) => {
    const group = button?.name === "group" ? button.value : "";
    if (!group) return new Set(ticked().map(rowOf));
    const clear = [...form.querySelectorAll("[name^=clear-]")];
    return new Set(clear.filter((el) => group === "page" || el.name === `clear-${group}`).map(rowOf));
  };
  form.addEventListener("submit", ({ submitter }) => {
    const gone = decidedBy(submitter);
    const from = Math.max(0, rows.findIndex((row) => gone.has(row)));
    const left = [...rows.slice(from), ...rows.slice(0, from).reverse()].find((row) => !gone.has(row));
    form.elements.back_at.value = left ? left.id.slice(1) : "";
    sessionStorage.setItem(ACTED, "yes");
  });
  function arrive() {
    const hasActed = sessionStorage.getItem(ACTED);
    const notes = document.getElementById("notes");
    sessionStorage.removeItem(ACTED);
    if (document.querySelector(".summary[tabindex]") || !hasActed) return;
    const row = rowOf(document.getElementById(location.hash.slice(1))) || rows[0];
    const box = boxOf(row);
    goTo(row);
    // What came of the act is read together with where one is now.
    if (!box || !notes?.firstElementChild) return;
    const described = box.getAttribute("aria-describedby");
    box.setAttribute("aria-describedby", `notes ${described}`);
    box.addEventListener("blur", () => box.setAttribute("aria-describedby", described), { once: true });
  }

  /* -- Words that an act wants ---------------------------------------------------------------------------------- */
  const panels = [...form.querySelectorAll(".panel")];
  const panelOf = (key) => panels.find((panel) => panel.dataset.key === key);
  const close = (panel) => panel.removeAttribute("open");
  panels.forEach((panel) =>
    panel.addEventListener("toggle", () => {
      if (!panel.open) return;
      panels.filter((other) => other !== panel).forEach(close);
      panel.querySelector("textarea").focus();
    })
  );
  function open(panel) {
    if (!panel) return;
    tickCurrent();
    panel.open = true;
    panel.querySelector("textarea").focus();
  }
  function tickCurrent() {
    const box = boxOf(current);
    if (ticked().length || !box) return;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("pointerdown", ({ target }) => {
    panels.filter((panel) => panel.open && !form.contains(target)).forEach(close);
  });

  /* -- Keys ------------------------------------------------------------------------------------------------------ */
  const keys = document.getElementById("keys");
  const listens = document.getElementById("keys-on");
  const STORE = "queue-keys";
  if (listens) {
    listens.checked = localStorage.getItem(STORE) !== "off";
    listens.addEventListener("change", () => localStorage.setItem(STORE, listens.checked ? "on" : "off"));
  }
  const TYPED = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])";
  const PRESSED = "a, button, summary";

  function send() {
    tickCurrent();
    if (ticked().length) form.requestSubmit(confirm || undefined);
  }
  const ACTS = {
    j: () => step(1),
    k: () => step(-1),
    x: () => boxOf(current)?.click(),
    r: () => open(panelOf("r")),
    a: () => open(panelOf("a")),
    Enter: () => (confirm ? send() : open(panelOf("r"))),
    "?": () => {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const panel = target.closest?.(".panel");
    if (panel && key === "Escape") {
      close(panel);
      return current ? goTo(current) : panel.querySelector("summary").focus();
    }
    if (panel && key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return form.requestSubmit(panel.querySelector("button"));
    }
    // Enter in a box would press the first button of the form, whatever it is.
    const isBox = target.matches?.("input[type=checkbox]") && form.contains(target);
    if (isBox && key === "Enter" && !listens?.checked) return event.preventDefault();
    const isElsewhere = target.matches?.(TYPED) || (key === "Enter" && target.closest?.(PRESSED));
    const isHeld = event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
    const act = ACTS[key.length === 1 ? key.toLowerCase() : key];
    if (!act || !listens?.checked || isElsewhere || isHeld) return undefined;
    if (event.repeat && !["j", "k"].includes(key)) return event.preventDefault(); // one press is one act
    event.preventDefault();
    return act();
  });

  tell();
  arrive();
})();
