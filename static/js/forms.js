/* forms.js · forms that are sent once, survive a sign-in, and count what is typed. Every form works without it. */
(() => {
  "use strict";
  const say = document.body.dataset;
  const REST = 20000; // after so long without an answer a button may be pressed again; the server does nothing twice
  const KEPT = 2 * 3600 * 1000; // how long texts are kept for a page that was not answered
  const STORE = "unsent";

  /* -- A button rests while its form is being sent ----------------------------------------------------------- */
  const resting = new Set(); // [form, buttons]
  const buttonsOf = (form) => [...form.elements].filter((el) => el.matches("button:not([type=button]), [type=submit]"));

  function rest(form) {
    const buttons = buttonsOf(form).filter((button) => !button.disabled);
    const entry = { form, buttons };
    resting.add(entry);
    form.setAttribute("aria-busy", "true");
    // Not at once: the name and value of the pressed button still have to be read.
    window.setTimeout(() => resting.has(entry) && buttons.forEach((button) => (button.disabled = true)));
    window.setTimeout(() => wake(entry), REST);
  }
  function wake(entry) {
    if (!resting.delete(entry)) return;
    entry.form.removeAttribute("aria-busy");
    entry.buttons.forEach((button) => (button.disabled = false));
  }
  window.addEventListener("pageshow", () => [...resting].forEach(wake));

  /* -- What was typed waits for a page that did not reach the server ----------------------------------------- */
  const TYPED = "textarea, select, input:not([type]), " + // never passwords, files, ticks or what is hidden
    ["text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local"]
      .map((type) => `input[type="${type}"]`)
      .join(", ");
  const here = () => location.pathname + location.search;
  const pathOf = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
  const twins = (form) => [...document.forms].filter((one) => one.method === "post" && pathOf(one) === pathOf(form));
  const typedIn = (form) => [...form.elements].filter((el) => el.name && el.matches(TYPED) && !el.disabled);

  function read() {
    try {
      const draft = JSON.parse(sessionStorage.getItem(STORE));
      return draft && Date.now() - draft.at < KEPT ? draft : null;
    } catch {
      return null;
    }
  }
  function write(draft) {
    try {
      if (draft) sessionStorage.setItem(STORE, JSON.stringify(draft));
      else sessionStorage.removeItem(STORE);
    } catch {
      // A browser that keeps nothing, or is full: the form is sent all the same.
    }
  }

  function keep(form) {
    if (!say.me || form.querySelector("[type=password]")) return;
    const seen = {};
    const fields = typedIn(form).map((el) => [el.name, (seen[el.name] = (seen[el.name] ?? -1) + 1), el.value]);
    if (!fields.length) return;
    write({ me: say.me, page: here(), path: pathOf(form), number: twins(form).indexOf(form), fields, at: Date.now() });
  }

  function restore(draft) {
    const form = [...document.forms].filter((f) => f.method === "post" && pathOf(f) === draft.path)[draft.number];
    if (!form) return;
    const boxes = typedIn(form);
    let isOther = false;
    draft.fields.forEach(([name, nth, value]) => {
      const box = boxes.filter((el) => el.name === name)[nth];
      if (!box || box.value === value) return;
      box.value = value;
      isOther = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (isOther) note(say.kept);
  }

  function note(text) {
    const box = document.getElementById("notes");
    if (!box || !text) return;
    const line = document.createElement("div");
    const words = document.createElement("span");
    line.className = "note note--wait";
    line.setAttribute("role", "status");
    words.textContent = text;
    line.append(words);
    box.append(line);
  }

  function arrive() {
    const draft = read();
    if (!draft) return write(null);
    const isUnsent = document.querySelector("[data-unsent]");
    if (isUnsent) return write({ ...draft, isLost: true });
    // The sign-in without anything unsent: somebody signed out, and leaves nothing behind.
    if (!say.me) return document.querySelector("[type=password]") ? write(null) : undefined;
    if (draft.me !== say.me) return write(null);
    const isHere = draft.page === here();
    const wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    // A page of the site has answered the form; only where none did, or one that said so, are the texts needed.
    if (!draft.isLost && !(wentBack && isHere)) return write(null);
    if (!isHere) return undefined;
    write(null);
    return restore(draft);
  }

  /* -- A cell that was refused since its sender signed in anew elsewhere: once more, with the token of today ---- */
  const tried = new WeakSet(); // elements that were sent once more and have had no answer since
  document.addEventListener("htmx:responseError", ({ detail: { xhr, elt } }) => {
    const token = xhr.getResponseHeader("X-Fresh-Token");
    // Somebody else may have signed in: nothing that one has typed goes out in another's name.
    if (!token || xhr.getResponseHeader("X-Signed-In") !== say.me || tried.has(elt)) return;
    tried.add(elt);
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
    const box = elt.matches("input, select, textarea") ? elt : elt.querySelector("input:not([type=hidden]), textarea");
    window.setTimeout(() => box?.dispatchEvent(new Event("change", { bubbles: true })));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && tried.delete(detail.elt));

  /* -- Lengths: counted as the server counts, and nothing is cut --------------------------------------------- */
  const lengthOf = (box) => [...box.value.replace(/\r\n?/g, "\n")].length;
  const tooLong = (box) => lengthOf(box) > Number(box.dataset.limit);

  function count(box) {
    const most = Number(box.dataset.limit);
    const now = lengthOf(box);
    let line = document.getElementById(`${box.id}-length`);
    if (now < most * 0.8 && !line) return;
    if (!line) {
      line = document.createElement("small");
      line.id = `${box.id}-length`;
      line.setAttribute("aria-live", "polite");
      box.after(line);
      box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} ${line.id}`.trim());
    }
    const over = now - most;
    line.className = over > 0 ? "length length--over" : "length";
    line.textContent = over > 0 ? `▲ ${say.over.replace("{most}", most).replace("{over}", over)}` : `${now}/${most}`;
    box.toggleAttribute("aria-invalid", over > 0);
  }
  document.addEventListener("input", ({ target }) => target.matches?.("[data-limit][id]") && count(target));

  /* -- Sending ------------------------------------------------------------------------------------------------ */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    const long = [...form.elements].find((el) => el.matches("[data-limit]") && tooLong(el));
    if (long) {
      event.preventDefault();
      count(long);
      long.focus();
      return;
    }
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    keep(form);
    rest(form);
  });
  document.querySelectorAll("[data-limit][id]").forEach(count);
  arrive();
})();
