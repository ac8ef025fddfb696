// The lessons: predict, run, explain, change.  The same file live and exported: where the answers
// are not embedded in the page (#lessons-data) it asks the server for them, one lesson at a time.
(() => {
  const SPACE = "http://www.w3.org/2000/svg";
  const COLOURS = ["#0b5394", "#b34700", "#00664d", "#7a3b69", "#5c5c00", "#333333"];
  const DASHES = ["", "10 5", "3 4", "14 4 3 4", "6 6", "1 5"];
  const TAGS = new Set(["P", "EM", "STRONG", "CODE", "PRE", "UL", "OL", "LI", "H1", "H2", "H3", "BLOCKQUOTE"]);

  function make(tag, attributes = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...inside);
    return made;
  }

  // Text with the few tags above and no attributes, whatever it was given.
  function harmless(html) {
    const into = document.createDocumentFragment();
    const copy = (from, to) => {
      for (const node of from.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent);
        else if (node.nodeType === Node.ELEMENT_NODE) {
          if (TAGS.has(node.tagName)) {
            const kept = document.createElement(node.tagName);
            copy(node, kept);
            to.append(kept);
          } else copy(node, to);
        }
      }
    };
    copy(new DOMParser().parseFromString(html, "text/html").body, into);
    return into;
  }

  const words = (html) => harmless(html).textContent.trim();
  const letter = (k) => String.fromCharCode(65 + k);
  const UNIT = { states: "states", percent: "%", months: "months" };

  function section(title, html, kind = "step") {
    return make("section", { className: kind }, make("h2", { tabIndex: -1 }, title), harmless(html));
  }

  // ---- guesses and answers ------------------------------------------------------------------

  function guesses(asked, first, name) {
    return asked.map((one, k) => {
      const id = `guess-${name}-${first + k}`;
      const input = make("input", { id, type: "number", step: "any", min: "0", inputMode: "decimal", required: true });
      const label = make("label", { htmlFor: id }, make("span", { className: "letter" }, letter(first + k)), one.label);
      return { input, row: make("p", { className: "guess" }, label, input, make("span", {}, UNIT[one.unit])) };
    });
  }

  function compared(guess, answer) {
    if (answer.value === null) return "it does not happen in half of the runs";
    const low = answer.low === null ? answer.value : Math.min(answer.low, answer.value);
    const high = answer.high === null ? answer.value : Math.max(answer.high, answer.value);
    if (guess >= low && guess <= high) return answer.low === null ? "exactly so" : "within the interval";
    const apart = Math.abs(guess - answer.value);
    const shown = apart >= 10 ? Math.round(apart) : Math.round(10 * apart) / 10;
    return guess < low ? `${shown} too low` : `${shown} too high`;
  }

  function table(asked, inputs, answers, first) {
    const head = make("tr", {}, ...["", "Your guess", "The runs", ""].map((text) => make("th", { scope: "col" }, text)));
    const rows = asked.map((one, k) => {
      const guess = Number(inputs[k].value);
      return make("tr", {},
        make("th", { scope: "row" }, make("span", { className: "letter" }, letter(first + k)), one.label),
        make("td", {}, make("span", { className: "narrow" }, "guess "), inputs[k].value),
        make("td", { className: "number" }, answers[k].text),
        make("td", {}, compared(guess, answers[k])));
    });
    return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
  }

  function shape(tag, attributes, text) {
    const made = document.createElementNS(SPACE, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Exits by month: the middle run of each answer, and what nine runs of ten lie between.
  function picture(answers, first) {
    const width = 900, height = 440, left = 66, right = 50, top = 22, bottom = 76;
    const months = Math.max(...answers.map((one) => one.curve.middle.length)) - 1;
    const most = Math.max(1, ...answers.flatMap((one) => one.curve.high));
    const x = (month) => left + (width - left - right) * month / months;
    const y = (exits) => height - bottom - (height - top - bottom) * exits / most;
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => most / each <= 5) || most;
    for (let value = 0; value <= most; value += step) {
      svg.append(shape("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
        shape("text", { class: "tick", x: left - 10, y: y(value) + 6, "text-anchor": "end" }, value));
    }
    const every = months <= 40 ? 6 : 24;
    for (let month = 0; month <= months; month += every) {
      svg.append(shape("text", { class: "tick", x: x(month), y: height - bottom + 32, "text-anchor": "middle" }, month));
    }
    svg.append(shape("text", { class: "tick", x: width - right, y: height - 6, "text-anchor": "end" }, "months"));
    const line = (values) => values.map((value, k) => `${k ? "L" : "M"}${x(k)},${y(value)}`).join("");
    const taken = [];
    answers.forEach((one, k) => {
      const { low, middle, high } = one.curve;
      const colour = COLOURS[(first + k) % COLOURS.length];
      const outline = [...high.map((v, m) => `${x(m)},${y(v)}`), ...low.map((v, m) => `${x(m)},${y(v)}`).reverse()];
      svg.append(shape("polygon", { points: outline.join(" "), fill: colour, opacity: 0.13 }),
        shape("path", { d: line(middle), fill: "none", stroke: colour, "stroke-width": 4, "stroke-dasharray": DASHES[(first + k) % DASHES.length] }));
      let at = y(middle[middle.length - 1]);
      const aside = at < height / 2 ? 26 : -26; // letters that would lie on each other move inwards
      while (taken.some((other) => Math.abs(other - at) < 26)) at += aside;
      taken.push(at);
      svg.append(shape("text", { class: "name", x: width - right + 8, y: at + 7, fill: colour }, letter(first + k)));
    });
    svg.setAttribute("aria-label", answers.map((one, k) => {
      const end = one.curve.middle.length - 1;
      return `${letter(first + k)}: in the middle run ${one.curve.middle[end]} have left after ${end} months, ${one.curve.low[end]} to ${one.curve.high[end]} in nine runs of ten.`;
    }).join(" "));
    return svg;
  }

  // A set of guesses with its button; once all are entered, the answers come, and then what is next.
  function round(lesson, asked, first, answersOf, which, next) {
    const made = guesses(asked, first, lesson.name);
    const inputs = made.map((one) => one.input);
    const result = make("div", { className: "result", role: "status" });
    const button = make("button", { type: "submit", className: "main" }, "Run it");
    const form = make("form", {}, ...made.map((one) => one.row), make("div", { className: "bar" }, button));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      result.replaceChildren(make("p", {}, "Running."));
      try {
        const told = await answersOf(lesson.name);
        const answers = told[which];
        result.replaceChildren(table(asked, inputs, answers, first),
          make("p", { className: "caption" }, "States that have left, by month: the middle run, and what nine runs of ten lie between."),
          picture(answers, first),
          make("p", { className: "small" }, `${told.covers} ${answers[0].note}`));
        inputs.forEach((input) => { input.readOnly = true; });
        next();
      } catch {
        result.replaceChildren(make("p", {}, "The answers did not come. Try again."));
        button.disabled = false;
      }
    });
    return [form, result];
  }

  // ---- pages --------------------------------------------------------------------------------

  function list(root, lessons, answersOf, again = true) {
    const items = lessons.map((lesson) => {
      const button = make("button", { type: "button" }, make("strong", {}, `${lesson.number}. ${lesson.title}`), words(lesson.question));
      button.addEventListener("click", () => open(root, lessons, lesson, answersOf));
      return make("li", {}, button);
    });
    root.replaceChildren(make("h1", { tabIndex: -1 }, "Lessons"),
      make("p", {}, "Guess first, then run, then read why. About twenty minutes each."),
      make("ol", { className: "lesson-list" }, ...items));
    if (again) root.querySelector("h1").focus();
  }

  function reveal(steps) {
    for (const step of steps) step.hidden = false;
    steps[0].querySelector("h2").focus();
  }

  function open(root, lessons, lesson, answersOf) {
    answersOf(lesson.name).catch(() => {}); // begins to run while the class is guessing
    const notes = make("section", { className: "notes", hidden: true });
    notes.append(harmless(lesson.notes));
    const showNotes = make("button", { type: "button", "aria-expanded": "false" }, "Teacher's notes");
    showNotes.addEventListener("click", () => {
      notes.hidden = !notes.hidden;
      showNotes.setAttribute("aria-expanded", String(!notes.hidden));
    });
    const back = make("button", { type: "button" }, "All lessons");
    back.addEventListener("click", () => list(root, lessons, answersOf));
    const print = make("button", { type: "button" }, "Print");
    print.addEventListener("click", () => window.print());

    const predict = section("Predict before you run", lesson.predict);
    const explain = section("Explain", lesson.explain + lesson.beside);
    const change = section("Change", lesson.change);
    const ends = [section("What it teaches", lesson.teaches)];
    if (lesson.stops) ends.push(section("Where it stops", lesson.stops));
    const source = make("div", { className: "small" }, harmless(lesson.source));
    ends[ends.length - 1].append(source);
    for (const step of [explain, change, ...ends]) step.hidden = true;

    const toChange = make("button", { type: "button", className: "main" }, "Now change something");
    toChange.addEventListener("click", () => { toChange.hidden = true; reveal([change]); });
    explain.append(make("div", { className: "bar" }, toChange));
    predict.append(...round(lesson, lesson.ask, 0, answersOf, "ask", () => { explain.hidden = false; }));
    change.append(...round(lesson, lesson.change_ask, lesson.ask.length, answersOf, "change_ask", () => ends.forEach((step) => { step.hidden = false; })));
    const commands = make("details", { className: "screen" }, make("summary", {}, "The same on the command line"), harmless(lesson.run));
    predict.append(commands);

    root.replaceChildren(make("div", { className: "bar" }, back, showNotes, print),
      make("h1", { tabIndex: -1 }, `Lesson ${lesson.number}: ${lesson.title}`),
      section("Question", lesson.question), predict, explain, change, ...ends, notes);
    root.querySelector("h1").focus();
  }

  // lessons: records; answersOf: name => promise of that lesson's answers.
  function showLessons(root, lessons, answersOf) {
    list(root, lessons, answersOf, false);
  }

  async function asked(place) {
    const response = await fetch(place);
    if (!response.ok) throw new Error(`${place}: ${response.status}`);
    return response.json();
  }

  async function begin(root) {
    const embedded = document.getElementById("lessons-data");
    if (embedded) {
      const data = JSON.parse(embedded.textContent);
      showLessons(root, data.lessons, async (name) => data.answers[name]);
      return;
    }
    const kept = new Map();
    const answersOf = (name) => {
      if (!kept.has(name)) {
        const coming = asked(`/lesson-answers/${encodeURIComponent(name)}`);
        coming.catch(() => kept.delete(name));
        kept.set(name, coming);
      }
      return kept.get(name);
    };
    try {
      showLessons(root, (await asked("/lessons.json")).lessons, answersOf);
    } catch {
      root.replaceChildren(make("p", {}, "The lessons could not be loaded. Reload the page."));
    }
  }

  window.snowballLessons = { begin, showLessons };
  const root = document.getElementById("lessons-root");
  if (root && !root.dataset.later) begin(root);
})();
