/* The commission's cards: one after another in the same document, so that the pictures of the next one are here before it is. */
"use strict";
(() => {
  const QUIET_MS = 400;
  /* So long after a card has come with its pictures nothing is pressed on it: a second press meant for the card before.
     A double press takes 50 to 250 ms; nobody has read a mark in less than 400. */
  const one = (selector, root = document) => root.querySelector(selector);
  const card = () => one("[data-card]");
  const ahead = new Map(); /* address → picture that is fetched or on its way */
  let seenAt = Infinity, busy = false;

  const loaded = (picture) => picture.complete || new Promise((done) => { picture.onload = picture.onerror = done; });
  const fetchAhead = () => {
    const wanted = card().dataset.ahead.split(" ").filter(Boolean);
    for (const address of [...ahead.keys()]) if (!wanted.includes(address)) ahead.delete(address);
    for (const address of wanted) {
      if (ahead.has(address)) continue;
      const picture = new Image();
      picture.src = address;
      ahead.set(address, picture);
    }
  };
  const arrive = async () => {
    const here = card();
    seenAt = Infinity;
    here.classList.add("is-coming");
    await Promise.all([...here.querySelectorAll("[data-look] img")].map(loaded));
    seenAt = performance.now();
    setTimeout(() => { here.classList.remove("is-coming"); here.dataset.ready = ""; }, QUIET_MS);
    if (here === card()) fetchAhead();
  };
  const isReady = () => !busy && performance.now() - seenAt >= QUIET_MS;

  const show = (html, answer) => {
    const fresh = new DOMParser().parseFromString(html, "text/html"), main = one("main", fresh);
    if (!one("[data-card]", fresh)) {
      if (answer.redirected) { location.assign(answer.url); return; }
      document.open(); document.write(html); document.close();
      return;
    }
    const places = []; /* a picture that changes its document is fetched again: they go in when the card is in ours */
    for (const picture of main.querySelectorAll("img")) {
      const here = ahead.get(picture.getAttribute("src"));
      if (!here) continue;
      here.alt = picture.alt;
      here.className = picture.className;
      const place = fresh.createElement("span");
      picture.replaceWith(place);
      places.push([place, here]);
    }
    one("main").replaceWith(document.adoptNode(main));
    for (const [place, here] of places) place.replaceWith(here);
    document.title = fresh.title;
    if (answer.url !== location.href) history.pushState(null, "", answer.url);
    scrollTo(0, 0);
    one("[role=alert], h1", main).tabIndex = -1;
    one("[role=alert], h1", main).focus();
    busy = false;
    arrive();
  };
  const go = async (address, options) => {
    busy = true;
    card().classList.add("is-coming");
    one("[data-lost]").hidden = true;
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...options });
      show(await answer.text(), answer);
    } catch {
      busy = false;
      card().classList.remove("is-coming");
      one("[data-lost]").hidden = false;
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("[data-card]") || form.method === "get") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isReady()) return;
    const said = new URLSearchParams(new FormData(form)), button = event.submitter;
    if (button && button.name) said.append(button.name, button.value);
    go(form.getAttribute("action"), { method: "POST", body: said });
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-card] a[data-next]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isReady()) go(link.href);
  }, true);
  addEventListener("popstate", () => location.reload());
  arrive();
})();
