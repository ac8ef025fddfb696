// Exits over time against all runs, and how many leave in the end.
(() => {
  const { shape, set, picture, each, saving, ticks, INK } = window.snowball;
  const WIDE = 520;
  const HIGH = 340;
  const SIZE = 18;
  const EDGE = { left: 66, right: 22, top: 62, bottom: 56 };
  const inner = { wide: WIDE - EDGE.left - EDGE.right, high: HIGH - EDGE.top - EDGE.bottom };

  class Frame {
    constructor(figure, label, below, name) {
      this.svg = picture(figure, WIDE, HIGH, label);
      saving(figure.closest("figure"), name);
      this.rules = shape(this.svg, "g");
      this.marks = shape(this.svg, "g");
      this.left = shape(this.svg, "g");
      this.under = shape(this.svg, "g");
      shape(this.svg, "line", { x1: EDGE.left, x2: WIDE - EDGE.right, y1: HIGH - EDGE.bottom, y2: HIGH - EDGE.bottom, stroke: INK });
      shape(this.svg, "text", { x: EDGE.left + inner.wide / 2, y: HIGH - 6, "text-anchor": "middle", "font-size": SIZE, fill: INK }).textContent = below;
    }

    /** What the colours mean, above the drawing and so never over it; a line where it is drawn so. */
    legend(rows) {
      rows.forEach(([fill, text, line], n) => {
        const [x, y] = [EDGE.left + (n % 2) * 215, 6 + 26 * Math.floor(n / 2)];
        if (line === undefined) shape(this.svg, "rect", { x, y, width: 26, height: 15, fill });
        else shape(this.svg, "line", { x1: x, x2: x + 26, y1: y + 8, y2: y + 8, stroke: fill, "stroke-width": 3.5, "stroke-dasharray": line });
        shape(this.svg, "text", { x: x + 34, y: y + 14, "font-size": SIZE, fill: INK }).textContent = text;
      });
    }

    y(value, most) {
      return EDGE.top + inner.high * (1 - value / most);
    }

    x(share) {
      return EDGE.left + inner.wide * share;
    }

    /** Numbers on the left with rules, and words below, each at its share of the width. */
    axes(most, form, below) {
      const values = ticks(most, 5);
      each(this.rules, "line", values, (value) => ({ x1: EDGE.left, x2: WIDE - EDGE.right, y1: this.y(value, most), y2: this.y(value, most), stroke: "#d5d9df" }));
      each(this.left, "text", values, (value) => ({ x: EDGE.left - 6, y: this.y(value, most) + 6, "text-anchor": "end", "font-size": SIZE, fill: INK, text: form(value) }));
      each(this.under, "text", below, ([share, text]) => ({ x: this.x(share), y: HIGH - EDGE.bottom + 24, "text-anchor": "middle", "font-size": SIZE, fill: INK, text }));
    }
  }

  class Curve {
    constructor(root, about) {
      this.about = about;
      this.frame = new Frame(root, "Exits over time", "year", "exits-over-time");
      const group = this.frame.marks;
      this.wide = shape(group, "path", { fill: "#cfe0ee" });
      this.half = shape(group, "path", { fill: "#9fc3df" });
      this.middle = shape(group, "path", { fill: "none", stroke: "#0072b2", "stroke-width": 2, "stroke-dasharray": "5 4" });
      this.mine = shape(group, "path", { fill: "none", stroke: "#d55e00", "stroke-width": 3.5 });
      this.now = shape(group, "line", { stroke: INK, "stroke-width": 1.5, y1: EDGE.top, y2: HIGH - EDGE.bottom });
      this.frame.legend([["#d55e00", "the run shown", ""], ["#9fc3df", "half of all runs"], ["#0072b2", "the middle run", "5 4"], ["#cfe0ee", "nine of ten runs"]]);
    }

    draw(told, month) {
      const last = told.this.length - 1;
      const most = Math.max(4, ...told.band.q95, ...told.this);
      const at = (value, n) => `${this.frame.x(n / last).toFixed(1)},${this.frame.y(value, most).toFixed(1)}`;
      const steps = (values) => values.flatMap((value, n) => (n ? [at(values[n - 1], n), at(value, n)] : [at(value, n)]));
      const band = (low, high) => `M${steps(high).join("L")}L${steps(low).reverse().join("L")}Z`;
      set(this.wide, { d: band(told.band.q05, told.band.q95) });
      set(this.half, { d: band(told.band.q25, told.band.q75) });
      set(this.middle, { d: `M${steps(told.band.q50).join("L")}` });
      set(this.mine, { d: `M${steps(told.this).join("L")}` });
      this.frame.axes(most, String, this.years(last));
      this.at(month, last);
      const [low, middle, high] = [told.band.q05, told.band.q50, told.band.q95].map((band) => band.at(-1));
      set(this.frame.svg, { "aria-label": `Exits over time: ${told.this.at(-1)} in the end in the run shown, ${middle} in the middle run, ${low} to ${high} in nine runs of ten` });
    }

    /** Move the line that says where time stands. */
    at(month, last) {
      const x = this.frame.x(month / last);
      set(this.now, { x1: x, x2: x });
    }

    years(last) {
      const first = Number(this.about.start.slice(0, 4));
      const begin = Number(this.about.start.slice(5)) - 1;
      const step = Math.max(1, Math.ceil(last / 12 / 6));
      const found = [];
      for (let year = first; 12 * (year - first) - begin <= last; year += step)
        if (12 * (year - first) - begin >= 0 && 12 * (year - first) - begin <= 0.97 * last) found.push([(12 * (year - first) - begin) / last, String(year)]);
      return found;
    }
  }

  class Outcomes {
    constructor(root) {
      this.frame = new Frame(root, "Distribution of outcomes", "states that leave in the end", "outcomes");
      this.bars = shape(this.frame.marks, "g");
      this.frame.legend([["#d55e00", "as the run shown"], ["#6fa8d0", "all other runs"]]);
    }

    draw(told, runs) {
      const counts = told.outcomes.counts;
      const few = counts.length <= 40;
      const most = Math.max(...counts.map((count) => (100 * count) / runs));
      const wide = inner.wide / counts.length;
      each(this.bars, "rect", counts, (count, n) => {
        const y = this.frame.y((100 * count) / runs, most);
        const mine = n === told.this_outcome;
        return { x: this.frame.x(n / counts.length) + (few ? 2 : 0), y, width: Math.max(wide - (few ? 4 : 0), 1), height: HIGH - EDGE.bottom - y, fill: mine ? "#d55e00" : "#6fa8d0", stroke: mine ? INK : "none" };
      });
      const below = ticks(counts.length - 1, 8).map((n) => [(n + 0.5) / counts.length, String(n)]);
      this.frame.axes(most, (value) => `${value} %`, below);
      const told_ = `Share of runs by exits; the run shown has ${told.this_outcome}`;
      set(this.frame.svg, { "aria-label": told_ });
    }
  }

  /** One small line over time in the state's panel. */
  class Small {
    constructor(root, label) {
      this.svg = picture(root, 300, 110, label);
      shape(this.svg, "rect", { x: 0, y: 4, width: 300, height: 90, fill: "#fff", stroke: "#9aa0a8" });
      shape(this.svg, "line", { x1: 0, x2: 300, y1: 14, y2: 14, stroke: "#d55e00", "stroke-dasharray": "4 4" });
      shape(this.svg, "text", { x: 4, y: 28, "font-size": 13, fill: "#8a3b00" }).textContent = "gives way";
      this.line = shape(this.svg, "path", { fill: "none", stroke: "#d55e00", "stroke-width": 3 });
      this.now = shape(this.svg, "line", { stroke: INK, y1: 4, y2: 94 });
      shape(this.svg, "text", { x: 0, y: 108, "font-size": 13, fill: INK }).textContent = "pressure against resistance, over the years";
    }

    draw(values, looks, month) {
      const last = looks.at(-1);
      const at = (value, n) => `${((300 * looks[n]) / last).toFixed(1)},${(94 - 80 * Math.min(value, 1.1)).toFixed(1)}`;
      set(this.line, { d: `M${values.map(at).join("L")}` });
      set(this.now, { x1: (300 * month) / last, x2: (300 * month) / last });
    }
  }

  Object.assign(window.snowball, { Curve, Outcomes, Small });
})();
