/* Veche: what a browser adds. Every page works without it: forms are plain forms, keys stand for buttons that are there. */
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Keys that stand on the buttons. Letters by their place on the keyboard, so that the layout does not matter. */
  const LETTERS = { KeyY: "н", KeyG: "п" };
  const typing = (target) => target.closest && target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
    const pressed = event.code in LETTERS ? LETTERS[event.code]
      : event.key === "ArrowLeft" ? "←" : event.code === "Slash" && event.shiftKey ? "?" : event.key.toLowerCase();
    const target = all("[data-key]").find((each) => each.dataset.key.toLowerCase() === pressed && !each.disabled);
    if (!target) return;
    event.preventDefault();
    target.click();
  });

  /* One answer a page: a second press does nothing while the first is on its way. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => all("form[data-once]").forEach((form) => delete form.dataset.sent));

  /* «Вся страница»: the scan as wide as the window, and back. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-wide]"), shown = link && one(link.dataset.wide);
    if (!shown) return;
    event.preventDefault();
    shown.classList.toggle("is-wide");
    if (shown.classList.contains("is-wide")) shown.scrollIntoView({ block: "start" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(".is-wide").forEach((shown) => shown.classList.remove("is-wide"));
  });

  /* A pile that is being read: its moving part is fetched again, unless somebody writes in it. */
  const moving = one("[data-poll]");
  const poll = async () => {
    try {
      const answer = await fetch(moving.dataset.poll, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected && !moving.contains(document.activeElement)) moving.innerHTML = await answer.text();
    } catch { /* no connection: try again */ }
    if (one("[data-reading]", moving)) setTimeout(poll, 2000);
  };
  if (moving) setTimeout(poll, 1500);

  /* Participation while decisions are taken: fetched again now and then, where somebody looks at the page. */
  const live = one("[data-live]");
  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(live.dataset.live, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) {
          const fresh = document.createElement("div");
          fresh.innerHTML = await answer.text();
          all("[data-live-part]", fresh).forEach((part) => {
            const old = one(`[data-live-part="${part.dataset.livePart}"]`);
            if (old && old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
          });
        }
      } catch { /* no connection: try again */ }
    }
    setTimeout(look, 60000);
  };
  if (live) setTimeout(look, 60000);

  /* Files: dropped onto the field, listed by name, and sent with a bar. */
  all("[data-upload]").forEach((form) => {
    const field = one("input[type=file]", form), drop = one("[data-drop]", form), list = one("[data-drop-list]", form);
    const size = (bytes) => `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${document.documentElement.lang === "en" ? "MB" : "МБ"}`;
    const show = () => list.replaceChildren(...[...field.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} — ${size(file.size)}`;
      return line;
    }));
    one("[data-drop-hint]", form).hidden = false;
    field.addEventListener("change", show);
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; show(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const box = one("[data-upload-progress]", form), failed = one("[data-upload-failed]", form), button = one("button", form);
      box.hidden = false; failed.hidden = true; button.disabled = true;
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", (now) => {
        const percent = now.total ? Math.floor(now.loaded * 100 / now.total) : 0;
        one("[data-upload-bar]", form).value = percent;
        one("[data-upload-percent]", form).textContent = percent;
        one("[data-upload-done]", form).hidden = percent < 100;
      });
      request.addEventListener("error", () => { failed.hidden = false; button.disabled = false; });
      request.addEventListener("load", () => {
        if (request.status < 400) { location.assign(request.responseURL); return; }
        document.open(); document.write(request.responseText); document.close();
      });
      request.send(new FormData(form));
    });
  });
})();
