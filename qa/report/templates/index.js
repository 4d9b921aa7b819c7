/* The run's page: search and filter over all findings. Findings lie in script blocks of a few hundred, read only when needed. */
(() => {
  const PAGE = 50, SLICE = 12; /* findings a page; milliseconds of searching before the page may breathe */
  const data = JSON.parse($("#data").textContent);
  const blocks = $$("script.chunk"), lines = new Array(blocks.length);
  const SEVERITY = ["error", "warning", "info"], WORDS = ["Error", "Warning", "Note"];
  const RTL = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]);
  const total = data.severity.length;
  const form = $("#explorer"), query = $("#query"), select = $("#check");
  if (!total) return;

  const finding = (index) => {
    const at = Math.floor(index / data.chunk);
    if (!lines[at]) lines[at] = blocks[at].textContent.split("\n");
    return JSON.parse(lines[at][index % data.chunk]);
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
    const [source, target, sourceValue, targetValue, message] = finding(index);
    const [title, page, lang] = data.articles[data.article[index]] || ["", "", "und"];
    const number = data.number[index], severity = Number(data.severity[index]), status = data.status[index];
    const [, , sourceIs, targetIs] = data.checks[data.check.charCodeAt(index) - 0x100];
    const item = make("li", "hit " + SEVERITY[severity]);
    const link = make("a");
    if (page) link.href = page + "#f" + number;
    link.append(make("span", "sev", WORDS[severity]), " ", make("bdi", "", message));
    const sides = make("div", "sides");
    sides.append(side("Source", source, sourceValue, lang, sourceIs), side("English", target, targetValue, "en", targetIs));
    const sub = make("span", "sub");
    sub.append(make("bdi", "", title), `, finding ${number}`);
    if (status) sub.append(" ", make("span", "status", status));
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
  /* The places in a block whose line holds the words: its text is searched as it stands, which is much faster than reading it. */
  const linesWith = (block, wanted) => {
    const text = blocks[block].textContent.toLowerCase(), found = new Set();
    let line = 0, end = text.indexOf("\n");
    for (let at = text.indexOf(wanted); at >= 0; at = end < 0 ? -1 : text.indexOf(wanted, end + 1)) {
      while (end >= 0 && end < at) { line += 1; end = text.indexOf("\n", end + 1); }
      found.add(block * data.chunk + line);
    }
    return found;
  };
  const filter = () => {
    const run = search += 1;
    const severities = new Set($$('input[name="severity"]:checked', form).map((box) => box.value));
    const check = select.value === "" ? "" : String.fromCharCode(0x100 + Number(select.value));
    const wanted = query.value.trim().toLowerCase();
    const candidates = [];
    for (let index = 0; index < total; index += 1) {
      if (severities.has(data.severity[index]) && (!check || data.check[index] === check)) candidates.push(index);
    }
    page = 0;
    if (!wanted) { matches = candidates; done = true; render(); return; }
    matches = []; done = false;
    const escaped = JSON.stringify(wanted).slice(1, -1).replace(/</g, "\\u003c");
    const titled = new Set(data.articles.flatMap(([title], number) => title.toLowerCase().includes(wanted) ? [number] : []));
    let at = 0, drawn = -1;
    const work = () => {
      if (run !== search) return;
      const until = performance.now() + SLICE;
      while (at < candidates.length && performance.now() < until) {
        const block = Math.floor(candidates[at] / data.chunk), found = linesWith(block, escaped);
        for (; at < candidates.length && candidates[at] < (block + 1) * data.chunk; at += 1) {
          if (found.has(candidates[at]) || titled.has(data.article[candidates[at]])) matches.push(candidates[at]);
        }
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
