// The search of a book, over the documents that search.py writes. A page loads it when its box is
// first used; then it loads the rest.
(() => {
  const root = document.documentElement.dataset.content_root;
  const HIDDEN = /\ue000([^\ue001]*)\ue001/g; // found, and shown only if it was looked for
  const CALLED = 4; // how much more a word counts in what a document is called than in its text
  const LISTED = ["row", "line"]; // the kinds of documents that hold numbers above all
  const FIRST = 20; // results below a box that pops up
  const LENGTH = 180; // characters of an excerpt, those before the first match included
  const BEFORE = 60;

  // Words

  // Between the characters of a phrase these do not part it.
  const BETWEEN = "[“”‘’\"'《》〈〉「」『』（）()·-]*";
  const NUMBER = "(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)*%?";
  const LATIN = "(\\p{Script=Latin}+)(?:['’]s(?!\\p{L}))?"; // a bureau's is a bureau
  const WORD = new RegExp(`(${NUMBER})|${LATIN}|(\\p{Script=Han}+)`, "gu");
  // 3,033,900 is 3033900, and 102.50 is 102.5.
  const plain = (number) =>
    number.replaceAll(",", "").replace(/^(\d+\.\d*?)0+(?=%?$)/, "$1").replace(/\.(?=%?$)/, "");
  const stem = (word) =>
    word.toLowerCase().replace(/(?<=..)ies$|(?<=x|ch|sh|ss)es$|(?<=..[^su])s$/, "");
  const pairs = (run) => [...run].map((each, i, all) => each + (all[i + 1] ?? ""));

  // A number, a word, a run of Chinese characters: how each is indexed, looked for and recognised.
  const KINDS = [
    {
      indexed: (number) => [plain(number), plain(number).replace("%", "")],
      asked: (number) => [plain(number)],
      pattern: (number, open) => {
        const [, whole, decimals, sign] = plain(number).match(/^(\d+)([.\d]*)(%?)$/);
        const zeros = decimals ? "0*" : "(?:\\.0+)?";
        const end = open ? "" : "(?!\\d|[.,]\\d)";
        const rest = decimals.replaceAll(".", "\\.");
        return `(?<!\\d|\\d[.,])${[...whole].join(",?")}${rest}${open ? "" : zeros}${end}${sign}`;
      },
    },
    {
      indexed: (word) => [word.toLowerCase()],
      asked: (word) => [stem(word)],
      pattern: (word) => `(?<!\\p{Script=Latin})${stem(word)}\\p{Script=Latin}*`,
    },
    {
      indexed: pairs, // the last character by itself
      asked: (run) => pairs(run).slice(0, -1).concat(run.length > 1 ? [] : run),
      pattern: (run) => [...run].join(BETWEEN),
    },
  ];
  const JOINT = new RegExp(`(?<=\\p{Script=Han})${BETWEEN}(?=\\p{Script=Han})`, "gu");
  const words = (text) =>
    [...text.replace(JOINT, "").matchAll(WORD)].map(([, ...found]) => {
      const kind = found.findIndex(Boolean);
      return { ...KINDS[kind], word: found[kind] };
    });
  const indexed = (text) => words(text).flatMap((each) => each.indexed(each.word));
  const asked = (text) => words(text).flatMap((each) => each.asked(each.word));
  const isNumber = (term) => /^\d/.test(term);
  const isChinese = ({ word }) => /^\p{Script=Han}/u.test(word);

  // What is typed in one go with a Chinese character in it is a phrase; other words stand alone.
  const phrases = (query) =>
    query
      .split(/[\s。、;:!?]+|,(?!\d{3}(?!\d))/u)
      .map(words)
      .flatMap((part) => (part.some(isChinese) ? [part] : part.map((each) => [each])));
  const pattern = (phrase, open) =>
    new RegExp(phrase.map((each) => each.pattern(each.word, open)).join(BETWEEN), "giu");
  const holds = (text, test) => text.search(test) >= 0;

  // Documents

  const visible = (text) => text.replace(HIDDEN, "");
  const unseen = (text) => Array.from(text.matchAll(HIDDEN), ([, each]) => each);
  const whole = (text) => [visible(text), ...unseen(text)].join("\n");
  const called = ({ label, names }) => [label, ...names].join("\n");

  const prepare = async ({ documents, kinds, variants }) => {
    const simplified = new Map(Array.from(variants.matchAll(/(.)(.)/gu), ([, ...pair]) => pair));
    const index = new MiniSearch({
      idField: "id",
      fields: ["called", "whole"],
      tokenize: indexed,
      processTerm: (term) => term,
    });
    await index.addAllAsync(
      documents.map((each, id) =>
        Object.assign(each, { id, called: called(each), whole: whole(each.text) }),
      ),
    );

    // The documents that hold all of a query, the best first, and what to mark in them. If `open`,
    // numbers may go on.
    const look = (query, open) => {
      const parts = phrases(query);
      const tests = parts.map((part) => pattern(part, open));
      const all = (text) => tests.every((test) => holds(text, test));
      const key = (text) => asked(text).join(" ");
      const amount = asked(query).some(isNumber);
      // By kind what is called just so; then what is called so among else, or lists the number.
      const place = ({ kind, label, names, called }) => {
        const rank = kinds.indexOf(kind);
        if ([label, ...names].some((each) => key(each) === key(query))) return rank;
        const first = all(called) || (amount && LISTED.includes(kind));
        return kinds.length + (first ? rank : kinds.length + (kind === "aside"));
      };
      const options = { tokenize: asked, combineWith: "AND", boost: { called: CALLED } };
      const found = index
        .search(query, { ...options, prefix: (term) => open || !isNumber(term) })
        .map(({ id }) => ({ ...documents[id], place: place(documents[id]) }))
        .filter((each) => all(`${each.called}\n${each.whole}`))
        .sort((one, other) => one.place - other.place);
      return { tests, found };
    };
    return (typed) => {
      const query = typed.normalize("NFKC").replace(/./gu, (each) => simplified.get(each) ?? each);
      const exact = look(query, false);
      return exact.found.length ? exact : look(query, true);
    };
  };

  // The page

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const marked = (text, tests) => {
    const all = new RegExp(tests.map(({ source }) => source).join("|"), "giu");
    const marks = Array.from(text.matchAll(all), ([each]) => element("mark", {}, each));
    return text.split(all).flatMap((each, i) => (marks[i] ? [each, marks[i]] : [each]));
  };

  // The place at or before this one where no number and no word is cut in two.
  const uncut = (line, place) =>
    /^[\p{Script=Latin}\d¥,.%]{2}$/u.test(line.slice(place - 1, place + 1))
      ? uncut(line, place - 1)
      : place;

  // The line that holds most of what was looked for, cut around it.
  const excerpt = (text, tests) => {
    const missed = tests.filter((test) => !holds(visible(text), test));
    const shown = text.replace(HIDDEN, (_, each) =>
      missed.some((test) => holds(each, test)) ? ` (${each})` : "",
    );
    const count = (line) => tests.filter((test) => holds(line, test)).length;
    const better = (best, each) => (count(each) > count(best) ? each : best);
    const line = shown.split("\n").reduce(better);
    const places = tests.map((test) => line.search(test)).filter((each) => each >= 0);
    const start = places.length ? uncut(line, Math.max(0, Math.min(...places) - BEFORE)) : 0;
    const end = uncut(line, Math.min(start + LENGTH, line.length));
    const cut = line.slice(start, end);
    return [start ? "…" : "", ...marked(cut, tests), end < line.length ? "…" : ""];
  };

  const result = ({ page, anchor, label, names, text }, tests, titles) => {
    const [first, ...others] = names;
    const met = others.filter((each) => each && tests.some((test) => holds(each, test)));
    const shown = [label, first, ...met];
    const link = element("a", { href: `${root}${page}.html${anchor && `#${anchor}`}` });
    link.append(...marked(shown.filter(Boolean).join(" "), tests));
    const where = anchor ? [element("span", {}, titles[page])] : [];
    const held = text && element("p", {}, ...excerpt(text, tests));
    return element("li", {}, link, ...where, held);
  };

  const start = async () => {
    const { titles, words: said } = bookSearch.data;
    const find = (bookSearch.find = await prepare(bookSearch.data));
    const show = (input) => {
      const { form } = input;
      const query = input.value.trim();
      const { found, tests } = find(query);
      const shown = form.closest("dialog") ? found.slice(0, FIRST) : found;
      const told = [said.none, said.one][found.length] ?? said.many;
      const [status] = form.found.children;
      status.textContent = query && told.replace("{}", found.length);
      const list = element("ol", {}, ...shown.map((each) => result(each, tests, titles)));
      const href = `${form.action}?q=${encodeURIComponent(query)}`;
      const more = element("a", { href }, said.all.replace("{}", found.length));
      form.found.replaceChildren(status, list, ...(shown.length < found.length ? [more] : []));
    };
    addEventListener("input", ({ target }) => target.matches("input[name=q]") && show(target));
    const leave = ({ target }) => target.closest(".found a")?.closest("dialog")?.close();
    addEventListener("click", leave);
    const asked = new URLSearchParams(location.search).get("q");
    for (const input of document.querySelectorAll("input[name=q]")) {
      const status = element("p", { role: "status" }); // there before it has anything to say
      input.form.after((input.form.found = element("div", { className: "found" }, status)));
      if (asked && !input.value && !input.closest("dialog")) input.value = asked;
      if (input.value) show(input);
    }
  };

  const load = (name) =>
    new Promise((onload, onerror) =>
      document.head.append(element("script", { src: `${root}_search/${name}`, onload, onerror })),
    );
  Promise.all(["minisearch.js", "documents.js"].map(load)).then(start);
})();
