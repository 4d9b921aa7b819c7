/* Deciding on a finding: accept, fix or waive, by mouse or keyboard; the form stands in the card that is looked at. */
(() => {
  const data = JSON.parse($("#data").textContent);
  const form = $("#decide"), more = $(".more", form), problem = $(".problem", form), fields = form.elements;
  const WORDS = { accepted: "accepted as an error", fixed: "fixed", waived: "waived" };
  let card = null, act = "";
  const finding = (of) => data.findings[Number(of.dataset.f) - 1];
  const idOf = (of) => data.article + "\n" + finding(of)[1];
  const resized = () => document.dispatchEvent(new CustomEvent("dragoman:resized"));

  const close = () => { more.hidden = true; act = ""; problem.textContent = ""; for (const b of $$(".choices button", form)) b.removeAttribute("aria-expanded"); };
  const place = (where) => {
    card = where;
    close();
    card.append(form);
    form.hidden = false;
    $('[data-act="undo"]', form).hidden = !review.get(idOf(card));
    resized();
  };
  const begin = (what) => {
    if (!card) return;
    const author = remembered("author") || "";
    if (what === "undo") { if (review.get(idOf(card))) { close(); say(review.drop(idOf(card))); } return; }
    if (what === "accepted" && author) { save("accepted", { author }); return; }
    const before = review.get(idOf(card)) || {};
    act = what;
    more.hidden = false;
    for (const field of $$("[data-for]", more)) field.hidden = field.dataset.for !== what;
    for (const button of $$(".choices button", form)) button.setAttribute("aria-expanded", String(button.dataset.act === what));
    fields.author.value = before.author || author;
    fields.reason.value = before.reason || "";
    fields.expires.value = before.expires || "";
    fields.corrected.value = written(finding(card)[4]);
    fields.term.value = fields.form.value = "";
    fields.only_here.checked = Boolean(before.only_here);
    resized();
    (what === "fixed" ? fields.corrected : what === "waived" ? fields.reason : fields.author).focus();
  };
  /* The English of a sentence as it was last corrected here, under whichever of its findings. */
  const written = (segment) => {
    const fixes = data.findings.filter((each) => each[4] === segment).map((each) => review.get(data.article + "\n" + each[1])).filter((entry) => entry && entry.decision === "fixed");
    return fixes.length ? fixes.reduce((last, each) => (each.made > last.made ? each : last)).corrected : data.segments[segment][1];
  };
  const refuse = (words, field) => { problem.textContent = words; field.focus(); resized(); };
  const save = (what, given) => {
    const [check, fingerprint, sourceValue, targetValue, segment] = finding(card);
    const [source, english] = data.segments[segment];
    const entry = { decision: what, article_id: data.article, language: data.language, fingerprint, check, source, english, source_value: sourceValue, target_value: targetValue, ...given };
    for (const name of Object.keys(entry)) if (entry[name] === "") delete entry[name];
    remember("author", given.author);
    close();
    review.keep(idOf(card), entry);
    say("Finding " + card.dataset.f + " " + WORDS[what]);
    card.focus({ preventScroll: true });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const author = fields.author.value.trim(), reason = fields.reason.value.trim(), corrected = fields.corrected.value.replace(/\s+/g, " ").trim();
    if (act === "waived" && !reason) { refuse("Say why it is no error.", fields.reason); return; }
    if (act === "fixed" && (!corrected || corrected === data.segments[finding(card)[4]][1].trim())) { refuse("Write the English as it should be.", fields.corrected); return; }
    if (!author) { refuse("Say who decides.", fields.author); return; }
    const term = fields.term.value.trim(), english = fields.form.value.trim();
    if (act === "fixed" && Boolean(term) !== Boolean(english)) { refuse("A glossary entry needs both sides.", term ? fields.form : fields.term); return; }
    if (act === "fixed" && term) review.keep("term\n" + term, { decision: "term", article_id: data.article, language: data.language, source: term, corrected: english, author });
    if (act === "waived") save(act, { author, reason, expires: fields.expires.value });
    else if (act === "fixed") save(act, { author, corrected, ...(fields.only_here.checked ? { only_here: true } : {}) });
    else save("accepted", { author });
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    if (button.dataset.act === "cancel") { close(); resized(); card.focus({ preventScroll: true }); } else begin(button.dataset.act);
  });
  $("details", form).addEventListener("toggle", resized);
  document.addEventListener("dragoman:current", (event) => { if (event.target !== card) place(event.target); });

  const show = () => {
    for (const each of $$(".card")) {
      const entry = review.get(idOf(each)), old = $(".mine", each);
      each.classList.toggle("decided", Boolean(entry));
      if (old) old.remove();
      if (!entry) continue;
      const mine = document.createElement("p");
      mine.className = "mine";
      mine.textContent = `You: ${WORDS[entry.decision]}${entry.reason ? ", " + entry.reason : ""}${review.done(idOf(each)) ? "" : ` (not ${review.word})`}`;
      if (entry.corrected) { const text = document.createElement("q"); text.lang = "en"; text.dir = "ltr"; text.textContent = entry.corrected; mine.append(" ", text); }
      $(".message", each).after(mine);
    }
    if (card) { $('[data-act="undo"]', form).hidden = !review.get(idOf(card)); }
    $("#approve").setAttribute("aria-pressed", String(Boolean(review.get(data.article))));
    $("#approve").textContent = review.get(data.article) ? "Article approved" : "Approve article";
    resized();
  };
  $("#approve").addEventListener("click", () => {
    if (review.get(data.article)) { review.drop(data.article); return; }
    const author = remembered("author") || (card && fields.author.value.trim()) || "";
    if (!author) { asking(); return; }
    review.keep(data.article, { decision: "approved", article_id: data.article, content: data.content, author });
  });
  /* Nobody is known yet: the name is asked for beside the button. */
  const asking = () => {
    if ($("#who")) { $("#who").focus(); return; }
    const label = document.createElement("label"), input = document.createElement("input");
    label.textContent = "Your name ";
    input.id = "who"; input.type = "text"; input.maxLength = 200; input.autocomplete = "name";
    label.append(input);
    $("#approve").before(label);
    input.addEventListener("change", () => { if (input.value.trim()) { remember("author", input.value.trim()); label.remove(); $("#approve").click(); } });
    input.focus();
  };
  document.addEventListener("dragoman:decided", show);
  const KEYS = { a: () => begin("accepted"), f: () => begin("fixed"), w: () => begin("waived"), u: () => begin("undo") };
  document.addEventListener("keydown", (event) => {
    if (KEYS[event.key] && card && card.classList.contains("current") && !typing(event)) { event.preventDefault(); KEYS[event.key](); }
  });
  /* Esc closes the form first, and only then what is behind it. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || more.hidden) return;
    event.stopImmediatePropagation();
    close();
    resized();
    card.focus({ preventScroll: true });
  }, true);
  const first = $(".card.current");
  if (first) place(first);
  show();
})();
