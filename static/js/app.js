/* app.js · what a page does beyond links and forms. Every page works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const say = document.body.dataset;
  root.classList.add("js");

  /* -- Result cells: waiting, saved, not saved --------------------------------------------------------------- */
  const unsaved = new Set(); // inputs whose value the server has not acknowledged
  const sent = new WeakMap(); // input -> the value that travels
  const sentRows = new WeakMap(); // row -> all that is in it and travels

  const STATES = ["cell--waiting", "cell--saved", "cell--fault"];
  const rowOf = (el) => el?.closest(".row-of-cells");
  const cellOf = (el) => el && (el.closest(".cell") || (rowOf(el) || el.closest("tr"))?.querySelector(".cell"));
  const BOXES = "input:not([type=hidden]), select, textarea";
  const pictureOf = (row) => [...row.querySelectorAll(BOXES)].map((el) => el.value).join("\u0000");
  const inputOf = (cell) => cell?.querySelector("input:not([type=hidden]), textarea");

  function mark(cell, state, words) {
    if (!cell) return;
    cell.classList.remove(...STATES);
    cell.classList.add(`cell--${state}`);
    let line = cell.nextElementSibling;
    if (!line?.classList.contains("cell__say")) {
      line = document.createElement("span");
      cell.after(line);
    }
    line.className = `cell__say cell__say--${{ waiting: "wait", saved: "ok", fault: "fault" }[state]}`;
    line.setAttribute("role", "status");
    line.textContent = words;
    inputOf(cell)?.toggleAttribute("aria-invalid", state === "fault");
  }

  function unmark(cell) {
    mark(cell, "saved", "");
    cell.classList.remove("cell--saved");
  }

  function note(text) {
    const box = document.getElementById("notes");
    if (!box || !text) return;
    const line = document.createElement("div");
    const words = document.createElement("span");
    line.className = "note note--fault";
    line.dataset.network = "";
    line.setAttribute("role", "alert");
    words.textContent = `▲ ${text}`;
    line.append(words);
    box.querySelectorAll("[data-network]").forEach((old) => old.remove());
    box.append(line);
    const place = box.getBoundingClientRect();
    if (place.bottom < 0 || place.top > window.innerHeight) box.scrollIntoView({ block: "start" });
  }
  const clearNote = () => document.querySelectorAll("#notes [data-network]").forEach((old) => old.remove());

  function reasonIn(xhr) {
    // A refusal is a page that says why and whom to ask: the sentence is marked with data-reason.
    if (!/text\/html/.test(xhr.getResponseHeader("Content-Type") || "")) return "";
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return page.querySelector("[data-reason]")?.textContent.trim() || "";
  }

  function failed(event, words) {
    note(words);
    const cell = cellOf(event.detail.elt);
    mark(cell, "fault", `▲ ${say.unsaved}`);
    const input = inputOf(cell);
    if (input) input.dataset.retry = "";
    return input;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig?.verb === "get") return;
    const cell = cellOf(event.detail.elt);
    const input = inputOf(cell);
    if (input) sent.set(input, input.value);
    const row = rowOf(event.detail.elt);
    if (row) sentRows.set(row, pictureOf(row));
    mark(cell, "waiting", say.saving);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    const asked = event.detail.pathInfo?.requestPath?.split("?")[0];
    const answered = xhr.responseURL ? new URL(xhr.responseURL).pathname : asked;
    if (answered === say.login && asked !== say.login) {
      event.detail.shouldSwap = false;
      return failed(event, say.signedOut);
    }
    // What is being typed right now is worth more than an answer to what was typed before: it saves itself when left.
    const typing = document.activeElement;
    const isTypedIn = target?.contains(typing) && sent.has(typing) && typing.value !== sent.get(typing);
    // The same for a row that was changed once more and left: its second save waits in line and needs the row.
    const isChanged = target && sentRows.has(target) && pictureOf(target) !== sentRows.get(target);
    if (isTypedIn || isChanged) event.detail.shouldSwap = false;
  });
  // A row that keeps what is being typed still learns which version was saved: its next save must not meet its last.
  document.addEventListener("row:version", ({ detail }) => {
    const version = document.getElementById(`version-${detail.id}`);
    if (version) version.value = detail.version;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || event.detail.requestConfig?.verb === "get") return;
    const cell = cellOf(event.detail.elt);
    const input = inputOf(cell);
    if (cell?.classList.contains("cell--fault")) return;
    const same = !input || sent.get(input) === input.value;
    if (input && same) unsaved.delete(input);
    rowOf(event.detail.elt)?.querySelectorAll("select").forEach((select) => unsaved.delete(select));
    if (cell?.isConnected && cell.classList.contains("cell--waiting")) {
      if (same) mark(cell, "saved", `✓ ${say.saved}`);
      else unmark(cell);
    }
    clearNote();
  });
  document.addEventListener("htmx:responseError", (event) => failed(event, reasonIn(event.detail.xhr) || say.refused));
  document.addEventListener("htmx:sendError", (event) => {
    const input = failed(event, say.offline);
    if (input) input.dataset.offline = "";
  });
  document.addEventListener("htmx:timeout", (event) => failed(event, say.offline));
  // What could not be saved is sent again when its cell is left once more, or when the connection is back.
  const again = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));
  const forget = ({ target }) => ["retry", "offline", "again"].forEach((flag) => delete target.dataset?.[flag]);
  document.addEventListener("change", forget, true);
  document.addEventListener("focusout", ({ target }) => "retry" in (target.dataset || {}) && again(target));
  window.addEventListener("online", () => document.querySelectorAll("[data-offline]").forEach(again));

  // What entry.js, on the sheet alone, does with cells beyond this.
  window.cells = { again, cellOf, mark, unmark, unsaved };

  /* -- Leaving with something unsaved ----------------------------------------------------------------------- */
  const guarded = (el) => el.matches?.(".cell input, .cell textarea, form[data-guard] :is(input, textarea, select)");
  document.addEventListener("input", (event) => guarded(event.target) && unsaved.add(event.target));
  document.addEventListener("submit", () => unsaved.clear());
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((box) => box.isConnected && box.value !== box.defaultValue)) event.preventDefault();
  });

  /* -- A figure that is gone to is selected, so that typing replaces it; several pasted cells are no figure -- */
  let gone = null;
  const isFigure = (el) => el?.matches?.(".cell input");
  document.addEventListener("pointerdown", ({ target }) => {
    gone = isFigure(target) && target !== document.activeElement ? target : null;
  });
  document.addEventListener("focusin", ({ target }) => isFigure(target) && target.select());
  document.addEventListener("click", ({ target }) => {
    // The press has put the caret somewhere; who has drawn over some digits meant these.
    if (target === gone && target.selectionStart === target.selectionEnd) target.select();
    gone = null;
  });
  document.addEventListener("paste", (event) => {
    const text = (event.clipboardData?.getData("text") || "").trim();
    if (!isFigure(event.target) || !/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    mark(cellOf(event.target), "fault", `▲ ${say.pasted}`);
  });

  /* -- Keyboard in the grid: Enter and arrows walk from cell to cell ----------------------------------------- */
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    const steps = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const isHeld = event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
    if (!step || isHeld || !input.matches?.(".cell input")) return;
    const table = input.closest("table") || document;
    const cells = table.querySelectorAll(".cell input:not([type=hidden], [disabled], [readonly])");
    // Where a word stands, the box is not shown.
    const all = [...cells].filter((cell) => cell === input || cell.offsetParent);
    const next = all[all.indexOf(input) + step];
    event.preventDefault();
    // A conflict is settled by saving the same once more, which no browser calls a change.
    if (event.key === "Enter" && "again" in input.dataset && input.value === input.defaultValue) again(input);
    if (!next) return input.blur();
    next.focus();
    next.select?.();
  });

  /* -- Menus, printing, summaries --------------------------------------------------------------------------- */
  const menus = () => document.querySelectorAll("details.drop[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
    if (event.target.closest?.("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
  // Texts to copy: without a script, or without leave to write the clipboard, they are selected by hand.
  document.querySelectorAll("[data-copy]").forEach((button) => button.removeAttribute("hidden"));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const text = button && document.getElementById(button.dataset.copy);
    if (!text) return;
    text.focus();
    text.select();
    const isDone = navigator.clipboard
      ? await navigator.clipboard.writeText(text.value).then(() => true, () => false)
      : document.execCommand("copy");
    if (isDone) button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
  });
  // What came back with a fault: the box that wants words where there is one, else the note that says what is wrong.
  (document.querySelector(".panel[open] [aria-invalid]") || document.querySelector(".summary[tabindex]"))?.focus();
  document.addEventListener("htmx:afterSwap", (event) =>
    event.detail.target.querySelector?.(".summary[tabindex]")?.focus()
  );
  // A line that grew above may have pushed the cell that is being typed in out of sight.
  document.addEventListener("htmx:afterSettle", () => {
    const here = document.activeElement;
    if (here?.matches(".cell input, .cell select")) here.scrollIntoView({ block: "nearest" });
  });
})();
