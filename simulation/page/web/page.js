// The page: one choice, one record, and everything drawn from them, live or from an exported file.
(() => {
  const at = (id) => document.getElementById(id);
  const all = window.snowball;
  const page = { about: null, record: null, choice: null, code: null, month: 0, chosen: null, asked: 0, playing: 0 };
  all.page = page;
  all.lastRedraw = null;

  /** Records from the server that sent this page; an older question is given up for a newer one. */
  function live() {
    let pending = null;
    return async (choice) => {
      pending?.abort();
      pending = new AbortController();
      const told = await fetch("/record", { method: "POST", body: JSON.stringify(choice), headers: { "Content-Type": "application/json" }, signal: pending.signal });
      if (!told.ok) throw new Error((await told.text()).trim());
      return told.json();
    };
  }

  /** Records embedded in this file. */
  async function embedded(text) {
    const { about, find } = await all.unpack(text);
    const ask = async (choice) => {
      const record = find(choice);
      if (record === null) throw new Error("This combination needs the live page: this file holds the four assumptions together, and each switch and each held state alone.");
      return record;
    };
    return { about, ask, shapes: JSON.parse(at("shapes").textContent) };
  }

  async function begun() {
    const packed = at("packed");
    if (packed) return { ...(await embedded(packed.textContent)), exported: true };
    const [about, shapes] = await Promise.all(["/about", "/map"].map((path) => fetch(path).then((told) => told.json())));
    return { about, shapes, ask: live(), exported: false };
  }

  const baseChoice = (about) => ({ levels: Object.fromEntries(about.controls.map((one) => [one.name, one.base])), switches: {}, held: null, replicate: 0 });

  /** Ask for a choice; what is drawn stays until the answer is there. */
  async function choose(choice, since = performance.now()) {
    const mine = ++page.asked;
    document.body.classList.add("busy");
    try {
      const record = await page.ask(choice);
      if (mine !== page.asked) return;
      page.record = record;
      page.choice = choice;
      at("note").textContent = "";
      redraw();
      requestAnimationFrame(() => setTimeout(() => { all.lastRedraw = performance.now() - since; }, 0));
    } catch (fault) {
      if (fault.name === "AbortError" || mine !== page.asked) return;
      at("note").textContent = fault.message || "The server does not answer.";
      show();
    } finally {
      if (mine === page.asked) document.body.classList.remove("busy");
    }
  }

  const changed = (change) => choose({ ...page.choice, ...change });

  /** Controls as the choice has them. */
  function show() {
    page.showLevels(page.choice.levels);
    page.showSwitches(page.choice.switches);
  }

  function redraw() {
    show();
    const told = page.record.treaties[page.code];
    at("answer").textContent = page.record.sentence;
    page.curve.draw(told, page.month);
    page.outcomes.draw(told, page.record.runs);
    all.drawKey(at("key"), stagesIn(page.record));
    const treaty = page.about.treaties.find((one) => one.code === page.code);
    at("treaty-name").hidden = treaty.name === treaty.code;
    at("treaty-name").textContent = `${treaty.code}: ${treaty.name}`;
    moment();
  }

  /** The stages that the run shown passes through. */
  function stagesIn(record) {
    const told = record.treaties[page.code].states.stages ?? [];
    const others = page.about.states.some((state) => !state.party[page.code]) ? ["outside"] : [];
    return new Set(["party", ...others, ...told.flatMap((stages) => (stages ?? []).map(([, stage]) => stage))]);
  }

  /** What hangs on the month: map, line in the curve, the state's panel. */
  function moment() {
    page.maps.draw(page.record, page.code, page.month, page.chosen);
    page.curve.at(page.month, page.about.months);
    page.state.draw(page.record, page.code, page.month, page.chosen, page.choice.held);
    at("time").value = page.month;
    at("date").textContent = dateOf(page.month);
    at("time").setAttribute("aria-valuetext", dateOf(page.month));
  }

  function dateOf(month) {
    const [year, first] = page.about.start.split("-").map(Number);
    const whole = 12 * year + first - 1 + month - 1;
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    return `${names[whole % 12]} ${Math.floor(whole / 12)}`;
  }

  function pick(id) {
    page.chosen = id;
    at("states").value = id;
    moment();
  }

  const STEP = 90;

  function play() {
    const on = !page.playing;
    at("play").setAttribute("aria-pressed", on);
    at("play").textContent = on ? "Pause" : "Play";
    clearInterval(page.playing);
    page.playing = 0;
    if (!on) return;
    if (page.month >= page.about.months) page.month = 0;
    page.playing = setInterval(() => {
      page.month += 1;
      moment();
      if (page.month >= page.about.months) play();
    }, STEP);
  }

  function treaties(about) {
    if (about.treaties.length < 2) return;
    for (const { code, name } of about.treaties) {
      const button = all.element(at("treaties"), "button", code, { type: "button", title: name, "aria-pressed": code === page.code });
      button.addEventListener("click", () => {
        page.code = code;
        for (const one of at("treaties").children) one.setAttribute("aria-pressed", one === button);
        redraw();
      });
    }
  }

  function states(about) {
    all.element(at("states"), "option", "choose…", { value: "" });
    for (const state of [...about.states].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })))
      all.element(at("states"), "option", state.name, { value: state.id });
    at("states").addEventListener("change", () => pick(at("states").value));
  }

  /** What this machine is called by itself: nobody else may ask for an export. */
  const HOME = new Set(["127.0.0.1", "localhost", "[::1]"]);

  function wire(about, exported) {
    at("time").max = about.months;
    at("time").addEventListener("input", () => { page.month = Number(at("time").value); moment(); });
    at("play").addEventListener("click", play);
    at("reset").addEventListener("click", () => choose(baseChoice(about)));
    at("another").addEventListener("click", () => changed({ replicate: (page.choice.replicate + 1) % about.replicates }));
    at("projector").addEventListener("click", () => {
      const on = document.documentElement.classList.toggle("projector");
      at("projector").setAttribute("aria-pressed", on);
    });
    at("lessons-button").addEventListener("click", () => lessons(exported));
    at("another").hidden = exported || about.replicates < 2;
    at("export-link").hidden = exported || !HOME.has(location.hostname);
    at("play-link").hidden = exported || !about.room;
  }

  /** Lessons are another page, or, in one file, a part of this one. */
  function lessons(exported) {
    if (!exported) {
      location.href = "/lessons";
      return;
    }
    const root = at("lessons-root");
    const first = !root.childElementCount;
    root.hidden = !document.body.classList.toggle("in-lessons");
    at("lessons-button").textContent = root.hidden ? "Lessons" : "To the map";
    if (first) window.snowballLessons.begin(root);
    scrollTo(0, 0);
  }

  async function start() {
    const { about, ask, shapes, exported } = await begun();
    if (!about.map) for (const state of about.states) state.name = state.name.replace(/^S0*(\d+)$/, "State $1");
    Object.assign(page, { about, ask, code: about.treaties[0].code, month: about.months, choice: baseChoice(about) });
    document.title = about.title;
    at("title").textContent = about.title;
    at("question").textContent = about.question;
    at("interval").textContent = about.interval;
    page.showLevels = all.drawControls(at("levels"), about, (name, n) => changed({ levels: { ...page.choice.levels, [name]: n } }));
    page.showSwitches = all.drawSwitches(at("switches"), about, (name, on, year) => {
      const { [name]: _, ...others } = page.choice.switches;
      changed({ switches: on ? { ...others, [name]: year } : others });
    });
    at("switches-box").hidden = !about.switches.length;
    page.maps = new all.Maps(at("maps"), about, shapes, pick);
    page.curve = new all.Curve(at("curve"), about);
    page.outcomes = new all.Outcomes(at("outcomes"));
    page.state = new all.State(at("state"), about, () => changed({ held: page.choice.held === page.chosen ? null : page.chosen }));
    treaties(about);
    states(about);
    wire(about, exported);
    await choose(page.choice, 0);
  }

  start().catch((fault) => { at("note").textContent = `The page cannot begin: ${fault.message}`; });
})();
