/* Decisions on a run, kept in this browser under the run's id until they are exported; shared by all pages of the run. */
const review = (() => {
  const run = JSON.parse($("#data").textContent).run, key = "review." + run;
  let kept = {}, stored = true;
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
  const open = () => all().filter((item) => !item.exported).length;
  const show = () => {
    const total = all().length, left = open();
    $("#decisions").hidden = total === 0 && !$("#approve");
    const words = total === 1 ? "1 decision" : `${total} decisions`;
    $("#decided").textContent = total === 0 ? "No decisions yet" : left ? `${words}, ${left} not exported` : `${words}, all exported`;
    $("#export").disabled = total === 0;
  };
  const file = () => ({ schema: 1, run_id: run, decisions: all().map((item) => item.entry).sort((a, b) => (a.made < b.made ? -1 : 1)) });
  $("#export").addEventListener("click", () => {
    read();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file(), null, 1) + "\n"], { type: "application/json" }));
    link.download = `decisions-${run}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    for (const item of all()) item.exported = true;
    write();
  });
  /* Whoever goes to another page of the run loses nothing; whoever closes the tab is asked. */
  let within = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    within = Boolean(link) && stored && !/^[a-z][a-z0-9+.-]*:/i.test(link.getAttribute("href"));
  });
  addEventListener("pageshow", () => { within = false; });
  addEventListener("beforeunload", (event) => { if (open() && !within) event.preventDefault(); });
  addEventListener("storage", (event) => { if (event.key === "dragoman." + key) { read(); show(); document.dispatchEvent(new CustomEvent("dragoman:decided")); } });
  read();
  show();
  return {
    get: (id) => (kept[id] ? kept[id].entry : null),
    exported: (id) => Boolean(kept[id] && kept[id].exported),
    keep: (id, entry) => { read(); kept[id] = { entry: { ...entry, made: new Date().toISOString() }, exported: false }; write(); },
    drop: (id) => { read(); delete kept[id]; write(); },
  };
})();
