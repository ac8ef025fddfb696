// The world and Europe, or a grid of made-up states: coloured by stage.
(() => {
  const { shape, set, element, picture, saving, INK } = window.snowball;

  /** How each stage looks: fill, line, and the letter that stands for it. */
  const STAGES = {
    party: { words: "bound by the treaty", fill: "#d3e3ef", line: "#7f8c99", wide: 0.8, letter: "" },
    announced: { words: "has announced", fill: "#f0c34e", line: INK, wide: 1.6, letter: "A" },
    notified: { words: "has given notice", fill: "#e0761b", line: INK, wide: 1.6, letter: "N" },
    out: { words: "is out", fill: "#4a1250", line: INK, wide: 1.6, letter: "O" },
    returned: { words: "turned back", fill: "#0072b2", line: INK, wide: 1.6, letter: "R" },
    suspended: { words: "suspended", fill: "#a8a8a8", line: INK, wide: 1.2, letter: "S" },
    outside: { words: "not a party", fill: "#f4f4f2", line: "#c3c3c3", wide: 0.5, letter: "" },
  };

  /** The stage of a state at the end of a month: the last one that it reached by then. */
  function stageAt(about, record, code, place, month) {
    const told = window.snowball.stateOf(record, code, place);
    const passed = told === null ? [] : (told.stages ?? []).filter(([when]) => when <= month);
    if (passed.length) return passed.at(-1)[1];
    return about.states[place].party[code] ? "party" : "outside";
  }

  /** States named one by one to who cannot see the map; more are only counted. */
  const MOST_READ = 12;

  /** What a stage looks like; of one that is unknown here, as that of a party. */
  const look = (stage) => STAGES[stage] ?? STAGES.party;

  class Maps {
    constructor(root, about, shapes, chosen) {
      this.about = about;
      this.marks = new Map(about.states.map((state) => [state.id, []]));
      this.letters = new Map();
      if (shapes) {
        this.pictures = [this.world(root, "World map", "world", shapes.world, 0.5), this.world(root, "Map of Europe", "europe", shapes.europe, 1)];
      } else this.pictures = [this.grid(root)];
      root.addEventListener("click", (event) => {
        const mark = event.target.closest("[data-state]");
        if (mark) chosen(mark.dataset.state);
      });
    }

    frame(root, name, kind, width, height) {
      const figure = element(root, "figure", "", { class: kind });
      const svg = picture(figure, width, height, name);
      svg.dataset.name = name;
      saving(figure, name.toLowerCase().replaceAll(" ", "-"));
      shape(svg, "rect", { width, height, fill: "#eef3f7" });
      return svg;
    }

    world(root, name, kind, land, line) {
      const svg = this.frame(root, name, kind, land.width, land.height);
      for (const [id, path] of Object.entries(land.shapes)) {
        const mark = shape(svg, "path", { d: path, "stroke-linejoin": "round", fill: "#e4e4e2", stroke: "#c3c3c3", "stroke-width": line });
        this.keep(id, mark, line);
      }
      for (const [id, [x, y]] of Object.entries(land.dots))
        this.keep(id, shape(svg, "circle", { cx: x, cy: y, r: line > 0.6 ? 8 : 5 }), line);
      for (const [id, [x, y, room]] of Object.entries(land.labels)) this.label(svg, id, x, y, room);
      return svg;
    }

    label(svg, id, x, y, room) {
      const baltic = ["EST", "LVA", "LTU"].includes(id);
      if (!this.marks.has(id) || (room < 9 && !baltic)) return;
      const size = Math.min(Math.max(room * 1.2, baltic ? 24 : 21), 28);
      const text = shape(svg, "text", { x, y: y + size / 3, "text-anchor": "middle", "font-size": size, "font-weight": 700, "pointer-events": "none", "stroke-width": 4, "paint-order": "stroke" });
      this.letters.set(id, text);
    }

    grid(root) {
      root.classList.add("one");
      const across = Math.ceil(Math.sqrt(this.about.states.length * 1.6));
      const size = 1000 / across;
      const down = Math.ceil(this.about.states.length / across);
      const svg = this.frame(root, "Grid of states", "grid", 1000, down * size);
      this.about.states.forEach((state, n) => {
        const [x, y] = [(n % across) * size, Math.floor(n / across) * size];
        this.keep(state.id, shape(svg, "rect", { x: x + 2, y: y + 2, width: size - 4, height: size - 4, rx: 4 }), 1);
        if (size < 40) return;
        const text = shape(svg, "text", { x: x + size / 2, y: y + size / 2 + 8, "text-anchor": "middle", "font-size": size / 3.4, "pointer-events": "none" });
        this.letters.set(state.id, text);
      });
      return svg;
    }

    keep(id, mark, line) {
      if (!this.marks.has(id)) return;
      mark.dataset.state = id;
      this.marks.get(id).push([mark, line, shape(mark, "title")]);
    }

    /** Colour every state for a month; the chosen one has a thick line. */
    draw(record, code, month, chosen) {
      const told = new Map();
      this.about.states.forEach((state, place) => {
        const stage = stageAt(this.about, record, code, place, month);
        const { fill, line, wide, words, letter } = look(stage);
        const mine = state.id === chosen;
        if (letter) told.set(words, [...(told.get(words) ?? []), state.name]);
        for (const [mark, scale, title] of this.marks.get(state.id)) {
          set(mark, { fill, stroke: mine ? "#00a0ff" : line, "stroke-width": mine ? 5 : wide * scale });
          const said = `${state.name}: ${words}`;
          if (title.textContent !== said) title.textContent = said;
        }
        const text = this.letters.get(state.id);
        if (!text) return;
        const short = this.about.map ? state.id : /^S\d+$/.test(state.id) ? String(Number(state.id.slice(1))) : state.id.slice(0, 3);
        const said = letter ? `${short} ${letter}` : short;
        if (text.textContent !== said) text.textContent = said;
        const light = stage === "out" || stage === "returned";
        const drawn = this.about.map ? { stroke: light ? fill : "#fff", "stroke-opacity": light ? 1 : 0.75 } : {};
        set(text, { class: letter ? "letters" : "letters quiet", fill: light ? "#fff" : INK, ...drawn });
      });
      const words = [...told].map(([stage, names]) => `${stage}: ${names.length > MOST_READ ? `${names.length} states` : names.join(", ")}`);
      for (const svg of this.pictures) set(svg, { "aria-label": `${svg.dataset.name}. ${words.join("; ") || "Nobody has left"}.` });
    }
  }

  /** The key below the maps: colour, letter and words. */
  function drawKey(root, used) {
    root.replaceChildren();
    for (const stage of Object.keys(STAGES).filter((one) => used.has(one))) {
      const { fill, line, words, letter } = STAGES[stage];
      const item = element(root, "li");
      const svg = shape(item, "svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
      shape(svg, "rect", { x: 1, y: 1, width: 18, height: 18, fill, stroke: line });
      element(item, "span", letter ? `${words} (${letter})` : words);
    }
  }

  Object.assign(window.snowball, { Maps, drawKey, stageAt, stageWords: (stage) => look(stage).words });
})();
