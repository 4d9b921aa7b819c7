/* The run's page: search and filter over all findings. Findings lie in script blocks of a few hundred, read only when needed. */
(() => {
  const PAGE = 50, SLICE = 12; /* findings a page; milliseconds of searching before the page may breathe */
  const data = JSON.parse($("#data").textContent);
  const blocks = $$("script.chunk"), chunks = new Array(blocks.length);
  const SEVERITY = ["error", "warning", "info"], WORDS = ["Error", "Warning", "Note"];
  const RTL = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]);
  const total = data.severity.length;
  const form = $("#explorer"), query = $("#query"), select = $("#check");
  if (!total) return;

  const finding = (index) => {
    const at = Math.floor(index / data.chunk);
    if (!chunks[at]) chunks[at] = JSON.parse(blocks[at].textContent);
    return chunks[at][index % data.chunk];
  };
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const side = (name, words, value, lang, said) => {
    const node = make("div");
    node.append(make("span", "name", name + ": "));
    if (words) { const quoted = make("span", "words", words); quoted.lang = lang; quoted.dir = RTL.has(lang) ? "rtl" : "ltr"; node.append(quoted, " "); }
    if (value && value !== words) { node.append(make("span", "name", said + " ")); const bold = make("b"); bold.append(make("bdi", "", value)); node.append(bold); }
    if (!words && !value) node.append(make("span", "none", "nothing marked"));
    return node;
  };
  const hit = (index) => {
    const [article, number, severity, check, status, source, target, sourceValue, targetValue, message] = finding(index);
    const [title, page, lang] = data.articles[article] || ["", "", "und"];
    const item = make("li", "hit " + SEVERITY[severity]);
    const link = make("a");
    if (page) link.href = page + "#f" + number;
    link.append(make("span", "sev", WORDS[severity]), " ", make("bdi", "", message));
    const sides = make("div", "sides");
    sides.append(side("Source", source, sourceValue, lang, data.checks[check][2]), side("English", target, targetValue, "en", data.checks[check][3]));
    const sub = make("span", "sub");
    sub.append(make("bdi", "", title), `, finding ${number}`);
    if (status !== "open") sub.append(" ", make("span", "status", status.replace("_", " ")));
    item.append(link, sides, sub);
    return item;
  };

  let matches = [], page = 0, search = 0, done = true;
  const render = () => {
    const results = $("#results"), pages = Math.max(1, Math.ceil(matches.length / PAGE));
    page = Math.max(0, Math.min(page, pages - 1));
    const nodes = [];
    let list = null, last = "";
    for (const index of matches.slice(page * PAGE, (page + 1) * PAGE)) {
      const check = data.check[index];
      if (check !== last || !list) {
        nodes.push(make("h3", "", data.checks[check.charCodeAt(0) - 0x100][1]));
        list = make("ol", "hits");
        nodes.push(list);
        last = check;
      }
      list.append(hit(index));
    }
    results.replaceChildren(...nodes);
    tell();
  };
  const tell = () => {
    const pages = Math.max(1, Math.ceil(matches.length / PAGE));
    $("#pages").hidden = pages === 1;
    $("#page").textContent = `Page ${page + 1} of ${pages}`;
    $("#before").disabled = page === 0;
    $("#after").disabled = page >= pages - 1;
    const all = matches.length === total ? "" : ` of ${total.toLocaleString("en")}`;
    $("#count").textContent = matches.length ? `${matches.length.toLocaleString("en")}${all} finding${matches.length === 1 && !all ? "" : "s"}${done ? "" : ", still searching …"}` : done ? "No finding matches." : "Searching …";
  };
  const holds = (index, wanted) => {
    const row = finding(index);
    for (let field = 5; field < row.length; field += 1) if (row[field].toLowerCase().includes(wanted)) return true;
    const article = data.articles[row[0]];
    return Boolean(article) && article[0].toLowerCase().includes(wanted);
  };
  const filter = () => {
    const run = search += 1;
    const severities = new Set($$('input[name="severity"]:checked', form).map((box) => box.value));
    const check = select.value === "" ? "" : String.fromCharCode(0x100 + Number(select.value));
    const wanted = query.value.trim().toLowerCase();
    const candidates = [];
    for (let index = 0; index < total; index += 1) if (severities.has(data.severity[index]) && (!check || data.check[index] === check)) candidates.push(index);
    page = 0;
    if (!wanted) { matches = candidates; done = true; render(); return; }
    matches = []; done = false;
    let at = 0, drawn = -1;
    const work = () => {
      if (run !== search) return;
      const until = performance.now() + SLICE;
      while (at < candidates.length && performance.now() < until) {
        const stop = Math.min(at + 100, candidates.length);
        for (; at < stop; at += 1) if (holds(candidates[at], wanted)) matches.push(candidates[at]);
      }
      done = at >= candidates.length;
      if (drawn < PAGE && (matches.length > drawn || done)) { drawn = matches.length; render(); } else tell();
      if (!done) setTimeout(work, 0);
    };
    work();
  };

  for (const [index, [, words]] of data.checks.entries()) { const option = make("option", "", words); option.value = String(index); select.append(option); }
  let waiting = 0;
  query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener("change", (event) => { if (event.target !== query) filter(); });
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  const turn = (by) => { page += by; render(); $("#findings").scrollIntoView(); };
  $("#before").addEventListener("click", () => turn(-1));
  $("#after").addEventListener("click", () => turn(1));
  for (const link of $$("a[data-check]")) {
    link.addEventListener("click", (event) => {
      const at = data.checks.findIndex(([check]) => check === link.dataset.check);
      if (at < 0) return;
      event.preventDefault();
      select.value = String(at);
      filter();
      $("#findings").scrollIntoView();
      $("#findings").focus({ preventScroll: true });
    });
  }
  form.hidden = false;
  $("#groups").hidden = true;
  filter();
})();
