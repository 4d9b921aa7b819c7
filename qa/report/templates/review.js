/* Decisions on a run, shared by all pages of the run. From the file system they are kept in this browser under the run's id until
   they are exported; under dragoman serve they are saved at once, and kept here only until that has worked. */
const review = (() => {
  const { run, article = "" } = JSON.parse($("#data").textContent), key = "review." + run;
  const MOST = 50; /* decisions sent at once */
  const token = served ? remembered("token") : null, desk = Boolean(token);
  const DONE = desk ? "saved" : "exported";
  let kept = {}, stored = true, trouble = "";
  const read = () => {
    const text = remembered(key);
    if (text === null) return;
    try { kept = JSON.parse(text); } catch { /* not ours */ }
  };
  const write = () => {
    const text = JSON.stringify(kept);
    remember(key, text);
    stored = remembered(key) === text;
    show();
    document.dispatchEvent(new CustomEvent("dragoman:decided"));
  };
  const all = () => Object.values(kept);
  const open = () => all().filter((item) => !item.done);
  const show = () => {
    const total = all().length, left = open().length;
    $("#decisions").hidden = total === 0 && !$("#approve");
    const words = total === 1 ? "1 decision" : `${total} decisions`;
    $("#decided").textContent = (total === 0 ? "No decisions yet" : left ? `${words}, ${left} not ${DONE}` : `${words}, all ${DONE}`) + (trouble ? `. ${trouble}` : "");
    $("#export").disabled = total === 0;
  };
  const made = () => new Date().toISOString();
  const undoing = (undoes, author) => ({ entry: { decision: "undone", made: made(), author: remembered("author") || author, undoes }, done: false });
  const entries = (items) => items.map((item) => item.entry).sort((a, b) => (a.made < b.made ? -1 : 1));
  const file = (list) => ({ schema: 1, run_id: run, decisions: list });

  /* Saving at the desk: what fails stays open, is said, and is tried again: while the server is away every few seconds, else with
     the next decision or page. */
  const AWAY = 3000;
  let again = 0;
  const ask = async (method, query, body) => {
    const options = { method, headers: { "x-dragoman-token": token }, cache: "no-store" };
    if (body) { options.body = JSON.stringify(body); options.headers["content-type"] = "application/json"; }
    const answer = await fetch("/decisions/" + encodeURIComponent(run) + query, options);
    const record = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(record.error), { away: answer.status === 503 });
    return record;
  };
  let sending = Promise.resolve();
  const send = () => {
    sending = sending.then(async () => {
      for (let left = open().slice(0, MOST); left.length; left = open().slice(0, MOST)) {
        const { ids } = await ask("POST", "", file(left.map((item) => item.entry)));
        read();
        for (const [at, sent] of left.entries()) {
          const here = all().filter((item) => item.entry.made === sent.entry.made && item.entry.decision === sent.entry.decision);
          for (const item of here) { item.done = true; item.id = ids[at]; }
          /* Taken back or replaced while it was on its way. */
          if (!here.length && sent.entry.decision !== "undone") kept["undo\n" + ids[at]] = undoing(ids[at], sent.entry.author);
        }
        for (const [id, item] of Object.entries(kept)) if (item.entry.decision === "undone" && item.done) delete kept[id];
        trouble = "";
        write();
      }
    }).catch((error) => {
      trouble = "Saving failed: " + (error.message || "the server does not answer");
      clearTimeout(again);
      if (error instanceof TypeError || error.away) again = setTimeout(send, AWAY);
      show();
    });
  };
  const fetchKnown = async () => {
    try {
      const known = await ask("GET", "?article=" + encodeURIComponent(article));
      if (known.author && !remembered("author")) remember("author", known.author);
      read();
      for (const [id, item] of Object.entries(kept)) if (item.done && item.entry.article_id === article) delete kept[id];
      for (const { id, ...entry } of known.decisions) {
        const where = entry.decision === "approved" ? article : article + "\n" + entry.fingerprint;
        if (entry.decision !== "term" && !(kept[where] && !kept[where].done) && !kept["undo\n" + id]) kept[where] = { entry, done: true, id };
      }
      write();
      send();
    } catch (error) { trouble = "The desk's decisions cannot be read: " + error.message; show(); }
  };

  $("#export").addEventListener("click", () => {
    read();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file(entries(all())), null, 1) + "\n"], { type: "application/json" }));
    link.download = `decisions-${run}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (!desk) for (const item of all()) item.done = true;
    write();
  });
  /* Whoever goes to another page of the run loses nothing; whoever closes the tab is asked. */
  let within = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    within = Boolean(link) && stored && !/^[a-z][a-z0-9+.-]*:/i.test(link.getAttribute("href"));
  });
  addEventListener("pageshow", () => { within = false; });
  addEventListener("beforeunload", (event) => { if (open().length && !within) event.preventDefault(); });
  addEventListener("storage", (event) => { if (event.key === "dragoman." + key) { read(); show(); document.dispatchEvent(new CustomEvent("dragoman:decided")); } });
  read();
  show();
  if (desk && article) fetchKnown();
  return {
    word: DONE,
    get: (id) => (kept[id] && kept[id].entry.decision !== "undone" ? kept[id].entry : null),
    done: (id) => Boolean(kept[id] && kept[id].done),
    keep: (id, entry) => { read(); kept[id] = { entry: { ...entry, made: made() }, done: false }; write(); if (desk) send(); },
    /* A decision that the desk has is taken back by another one; one that only this browser has is forgotten. */
    drop: (id) => {
      read();
      const { id: undoes, done, entry } = kept[id];
      delete kept[id];
      if (desk && undoes) kept["undo\n" + undoes] = undoing(undoes, entry.author);
      write();
      if (desk) send();
      return done && !desk ? "It was exported before: if the file was applied, take it back with dragoman review undo." : "Decision taken back";
    },
  };
})();
