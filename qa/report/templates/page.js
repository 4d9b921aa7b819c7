/* The article page: walking the findings, filters, views, cross-highlighting, tooltips, copying. */
(() => {
  const data = JSON.parse($("#data").textContent);
  const cards = $$(".card");
  const where = $("#where"), tip = $("#tip");
  const refOf = new Map($$(".en .ref").map((ref) => [ref.dataset.f, ref]));
  let shown = cards, current = -1, lit = null;

  const VIEWS = ["beside", "under", "english"];
  const setView = (view) => {
    document.body.dataset.view = view;
    for (const button of $$(".views button")) button.setAttribute("aria-pressed", String(button.dataset.view === (narrow.matches && view === "beside" ? "under" : view)));
    remember("view", view);
    arrange();
  };

  /* The margin: with room enough each card stands beside its words, the current one exactly, its neighbours pushed along. */
  const wide = matchMedia("(min-width: 68.01rem)"), narrow = matchMedia("(max-width: 44rem)"), GAP = 10;
  function arrange() {
    const body = document.body, main = $("#text");
    body.classList.toggle("margin", wide.matches);
    main.style.removeProperty("min-height");
    for (const card of cards) card.style.removeProperty("top");
    if (!wide.matches || !shown.length) return;
    const top = main.getBoundingClientRect().top;
    const places = shown.map((card) => {
      const mark = refOf.get(card.dataset.f);
      const row = card.closest(".row").getBoundingClientRect();
      return { want: (mark ? mark.getBoundingClientRect().top - 8 : row.top) - top, size: card.offsetHeight };
    });
    const first = Math.max(0, current);
    const at = new Array(places.length);
    at[first] = places[first].want;
    for (let i = first + 1; i < places.length; i += 1) at[i] = Math.max(places[i].want, at[i - 1] + places[i - 1].size + GAP);
    for (let i = first - 1; i >= 0; i -= 1) at[i] = Math.min(places[i].want, at[i + 1] - places[i].size - GAP);
    /* Cards pushed above the text go down again, one after the other. */
    for (let i = 0; i < places.length && at[i] < (i ? at[i - 1] + places[i - 1].size + GAP : 0); i += 1) at[i] = i ? at[i - 1] + places[i - 1].size + GAP : 0;
    shown.forEach((card, i) => card.style.setProperty("top", at[i] + "px"));
    const end = places.length - 1;
    main.style.setProperty("min-height", at[end] + places[end].size + 32 + "px");
  }
  document.body.classList.add("brief");
  setView(VIEWS.includes(remembered("view")) ? remembered("view") : "beside");
  for (const button of $$(".views button")) button.addEventListener("click", () => setView(button.dataset.view));

  const light = (segment) => {
    if (segment === lit) return;
    for (const part of $$(".s.on")) part.classList.remove("on");
    lit = segment;
    if (segment !== null) for (const id of ["e", "s"]) { const part = document.getElementById(id + segment); if (part) part.classList.add("on"); }
  };
  const segmentOf = (node) => { const at = node.closest && node.closest("[data-s]"); return at ? at.dataset.s : null; };

  const marksOf = (number) => $$(`.m[data-f~="${number}"], .ref[data-f="${number}"]`);
  const tell = () => {
    const total = shown.length, word = total === 1 ? " finding" : " findings";
    where.textContent = current >= 0 ? `${current + 1} of ${total}` : total + word;
    $("#prev").disabled = $("#next").disabled = total === 0;
  };
  const settle = (index, focus) => {
    for (const old of $$(".current")) old.classList.remove("current");
    current = index;
    tell();
    if (index < 0) return;
    const card = shown[index];
    card.classList.add("current");
    for (const mark of marksOf(card.dataset.f)) if (mark.classList.contains("m")) mark.classList.add("current");
    light(card.dataset.s);
    arrange();
    card.dispatchEvent(new CustomEvent("dragoman:current", { bubbles: true }));
    if (focus) { card.focus({ preventScroll: true }); card.scrollIntoView({ block: "center" }); }
  };
  const step = (by) => {
    if (!shown.length) { say("No findings are shown"); return; }
    settle(current < 0 ? (by > 0 ? 0 : shown.length - 1) : (current + by + shown.length) % shown.length, true);
  };
  $("#next").addEventListener("click", () => step(1));
  $("#prev").addEventListener("click", () => step(-1));
  for (const card of cards) {
    card.addEventListener("click", (event) => {
      const at = shown.indexOf(card);
      if (at >= 0 && at !== current && !event.target.closest("details, a, form")) settle(at, false);
    });
  }
  const open = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    if (target.closest(".left-out")) { const list = $("#left-out-list"); if (list) list.open = true; target.scrollIntoView({ block: "center" }); }
    if (target.classList.contains("card") && shown.includes(target)) settle(shown.indexOf(target), true);
    if (target.classList.contains("s")) { light(target.dataset.s); target.scrollIntoView({ block: "center" }); }
  };
  addEventListener("hashchange", open);

  document.addEventListener("dragoman:resized", () => arrange());

  const form = $(".panel");
  const filter = () => {
    const off = $$("input:not(:checked):not(:disabled)", form);
    const without = { severity: new Set(), check: new Set() };
    for (const box of off) without[box.name].add(box.value);
    const hidden = new Set();
    shown = cards.filter((card) => {
      const out = without.severity.has(card.dataset.severity) || without.check.has(card.dataset.check);
      card.hidden = out;
      if (out) hidden.add(card.dataset.f);
      return !out;
    });
    for (const mark of $$(".m[data-f]")) mark.classList.toggle("off", mark.dataset.f.split(" ").every((number) => hidden.has(number)));
    for (const ref of $$(".ref")) ref.hidden = hidden.has(ref.dataset.f);
    $("#filtered").hidden = off.length === 0;
    $("#filtered").textContent = off.length ? off.length + " off" : "";
    settle(-1, false);
    arrange();
    say(where.textContent + " shown");
  };
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => { if (!$("#filters").contains(event.target)) $("#filters").open = false; });

  /* Tooltips: the title of a mark is for pages without script; here it becomes our own, for mouse, keyboard and touch. */
  for (const mark of $$(".m[title]")) { mark.dataset.tip = mark.title; mark.removeAttribute("title"); }
  const showTip = (mark) => {
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8));
    const above = box.top - size.height - 8;
    tip.style.setProperty("left", left + "px");
    tip.style.setProperty("top", (above > 8 ? above : box.bottom + 8) + "px");
    mark.setAttribute("aria-describedby", "tip");
  };
  const hideTip = () => { if (tip.hidden) return; tip.hidden = true; for (const mark of $$('[aria-describedby="tip"]')) mark.removeAttribute("aria-describedby"); };
  const over = (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    if (mark) showTip(mark); else hideTip();
    const segment = segmentOf(event.target);
    if (segment !== null) light(segment);
  };
  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("focusout", hideTip);
  addEventListener("scroll", hideTip, { passive: true });

  /* One stop of the Tab key for the sentences; j and k move it. */
  const sentences = $$(".en .s");
  for (const [index, sentence] of sentences.entries()) sentence.tabIndex = index === 0 ? 0 : -1;
  const read = (by) => {
    if (!sentences.length) return;
    const at = sentences.findIndex((sentence) => sentence.dataset.s === lit);
    const to = sentences[Math.max(0, Math.min(sentences.length - 1, at < 0 ? 0 : at + by))];
    for (const sentence of sentences) sentence.tabIndex = sentence === to ? 0 : -1;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  };

  const english = () => {
    const lines = $$(".row .en").map((row) => {
      const copy = row.cloneNode(true);
      for (const extra of $$(".ref, .origin, .none", copy)) extra.remove();
      return copy.textContent.replace(/\s+/g, " ").trim();
    });
    return lines.filter(Boolean).join("\n\n") + "\n\n" + data.citation + "\n";
  };
  const copied = (well) => {
    const words = well ? "Copied with its citation" : "Copying failed: select the text instead";
    $("#copy").textContent = words;
    say(words);
    setTimeout(() => { $("#copy").textContent = "Copy English"; }, 2500);
  };
  $("#copy").addEventListener("click", async () => {
    const text = english();
    try { await navigator.clipboard.writeText(text); copied(true); return; } catch { /* no clipboard here: the old way */ }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    copied(document.execCommand("copy"));
    area.remove();
  });
  $("#show-left-out").addEventListener("click", () => { const list = $("#left-out-list"); if (list) list.open = true; });

  const KEYS = {
    n: () => step(1), p: () => step(-1), j: () => read(1), k: () => read(-1),
    v: () => setView(VIEWS[(VIEWS.indexOf(document.body.dataset.view) + 1) % VIEWS.length]),
    Escape: () => { hideTip(); $("#filters").open = false; light(null); settle(-1, false); },
  };
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (act && !typing(event)) { act(); if (event.key !== "Escape") event.preventDefault(); }
  });
  let resized = 0;
  addEventListener("resize", () => { cancelAnimationFrame(resized); resized = requestAnimationFrame(() => setView(document.body.dataset.view)); });
  for (const extra of $$(".card details")) extra.addEventListener("toggle", arrange);
  tell();
  open();
})();
