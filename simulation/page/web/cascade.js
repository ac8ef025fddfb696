// The room's cascade beside the model's distribution, as one SVG picture.
//
// Left: leavers so far by round; bands of the model's runs, the class as a line with markers.
// Right: how many leave in the end over all runs, on the same scale, the class's count marked.

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 1000, HEIGHT = 520, LEFT = 64, RIGHT = 24, TOP = 52, BOTTOM = 72;
const LETTER = 13; // about as wide as a digit below the curves
const CURVES = 640; // where the curves end
const BARS = 720; // where the distribution begins

function part(name, attributes, text) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Ticks at whole numbers, at most seven of them.
function ticks(most) {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find((each) => most / each <= 6) || most;
  const found = [];
  for (let value = 0; value <= most; value += step) found.push(value);
  return found;
}

function outline(upper, lower, x, y) {
  const there = upper.map((value, k) => `${x(k)},${y(value)}`);
  const back = lower.map((value, k) => `${x(k)},${y(value)}`).reverse();
  return [...there, ...back].join(" ");
}

function line(values, x, y) {
  return values.map((value, k) => `${k ? "L" : "M"}${x(k)},${y(value)}`).join("");
}

function curves(svg, told, x, y) {
  const { band, rounds } = told;
  svg.append(
    part("polygon", { class: "most", points: outline(band.q95, band.q05, x, y) }),
    part("polygon", { class: "half", points: outline(band.q75, band.q25, x, y) }),
    part("path", { class: "median", d: line(band.q50, x, y) }),
  );
  const shorts = rounds.map((label) => (label.includes(" to ") ? label.slice(0, 7) : label));
  const widest = 4 + LETTER * Math.max(...shorts.map((label) => label.length));
  const every = Math.ceil((rounds.length * widest) / (CURVES - LEFT));
  shorts.forEach((short, k) => {
    if (k % every) return;
    svg.append(part("text", { class: "tick", x: x(k + 1), y: HEIGHT - BOTTOM + 40, "text-anchor": "middle" }, short));
  });
}

function room(svg, told, x, y) {
  const values = [0, ...told.left];
  svg.append(part("path", { class: "class", d: line(values, x, y) }));
  values.forEach((value, k) => {
    svg.append(part("circle", { class: "class-mark", cx: x(k), cy: y(value), r: 7 }));
    const signals = k && told.signals[k - 1];
    if (signals) {
      svg.append(part("circle", { class: "signal-mark", cx: x(k), cy: y(value + signals), r: 7 }));
    }
  });
  const last = values.length - 1;
  const end = last >= told.rounds.length - 1;
  svg.append(part("text", {
    class: "class-word", x: x(last) + (end ? -12 : 14), y: y(values[last]) - 14,
    "text-anchor": end ? "end" : "start",
  }, `this class: ${values[last]}`));
}

function ending(svg, told, y, most) {
  const largest = Math.max(...told.outcomes);
  const tall = Math.max(2, Math.min(26, (HEIGHT - TOP - BOTTOM) / (most + 1) - 2));
  const now = told.left.length ? told.left[told.left.length - 1] : 0;
  told.outcomes.forEach((count, exits) => {
    const wide = (WIDTH - RIGHT - BARS) * count / largest;
    svg.append(part("rect", {
      class: exits === now ? "bar here" : "bar", x: BARS, y: y(exits) - tall / 2, width: wide, height: tall,
    }));
  });
  const [share, low, high] = (told.shares[now] || [0, 0, 0]).map((each) => Math.round(100 * each));
  const often = now < told.shares.length ? `${share} % of runs (${low} to ${high})` : "in no run";
  svg.append(
    part("line", { class: "here-line", x1: BARS - 12, x2: WIDTH - RIGHT, y1: y(now), y2: y(now) }),
    part("text", { class: "tick", x: BARS, y: HEIGHT - BOTTOM + 40 }, `${now}: ${often}`),
  );
}

// told: rounds, band, outcomes, shares (with intervals), left (by closed round), signals (their number by closed round).
export function drawCascade(svg, told) {
  const most = Math.max(1, told.outcomes.length - 1, ...told.left.map((n, k) => n + told.signals[k]));
  const x = (k) => LEFT + (CURVES - LEFT) * k / told.rounds.length;
  const y = (value) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most;
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.replaceChildren();
  for (const value of ticks(most)) {
    svg.append(
      part("line", { class: "grid", x1: LEFT, x2: CURVES, y1: y(value), y2: y(value) }),
      part("text", { class: "tick", x: LEFT - 12, y: y(value) + 7, "text-anchor": "end" }, value),
    );
  }
  curves(svg, told, x, y);
  ending(svg, told, y, most);
  room(svg, told, x, y);
  svg.append(
    part("text", { class: "axis", x: LEFT, y: 22 }, "states that have left, by round"),
    part("text", { class: "axis", x: BARS, y: 22 }, "all of the model's runs"),
  );
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", inWords(told));
}

export function inWords(told) {
  const rounds = told.left.length;
  const now = rounds ? told.left[rounds - 1] : 0;
  const { band } = told;
  const states = (count) => (count === 1 ? "1 state has" : `${count} states have`);
  return `After ${rounds} of ${told.rounds.length} rounds ${states(now)} left in this class. `
    + `In the middle run of the model ${states(band.q50[rounds])} left by then, `
    + `${band.q05[rounds]} to ${band.q95[rounds]} in nine runs of ten.`;
}
