// The teacher's panel: join address, rounds, seats, and the class's cascade beside the model.

import { converse } from "/web/talk.js";
import { drawCascade, inWords } from "/web/cascade.js";

const at = (id) => document.getElementById(id);
const KEY = "snowball-teacher";
const DECISIONS = ["stay", "signal", "leave"];
const given = new URLSearchParams(location.search).get("key");
if (given) sessionStorage.setItem(KEY, given);
const key = given || sessionStorage.getItem(KEY) || "";
let setup = null, room = null;

const say = converse(() => ({ do: "teach", key }), hear, (state, why) => {
  if (state === "lost") at("round").textContent = "Connection lost. Trying again.";
  if (state === "closed") at("round").textContent = `Closed: ${why}.`;
});

function hear(message) {
  if (message.kind === "setup") {
    setup = message;
    at("title").textContent = message.title;
    const end = message.join.address.lastIndexOf("/");
    at("address").replaceChildren(
      message.join.address.slice(0, end), document.createElement("wbr"), message.join.address.slice(end));
    at("code").textContent = message.join.code;
    at("qr").src = `/join.svg?key=${encodeURIComponent(key)}`;
    at("notes").textContent = `${message.signals} ${message.intervals} A signal moves nobody who follows the model.`;
  } else if (message.kind === "refused") {
    at("round").textContent = `Refused: ${message.why}.`;
  } else if (message.kind === "room") {
    room = message;
    show();
  }
}

function told() {
  return {
    rounds: setup.rounds, band: room.model.band, outcomes: room.model.outcomes, shares: room.model.shares,
    left: room.cascade.map((done) => done.left), signals: room.cascade.map((done) => done.signals.length),
  };
}

function show() {
  at("round").textContent = roundInWords();
  const open = room.phase === "open";
  at("open").hidden = open || room.phase === "over";
  at("open").textContent = `Open round ${room.number + 1}`;
  at("close").hidden = !open;
  drawCascade(at("cascade"), told());
  at("words").textContent = `${inWords(told())} Counted among ${room.model.states} states, ${room.model.runs} runs.`;
  list(at("rounds"), room.cascade.map(roundTold));
  const seated = room.seats.filter((seat) => seat.seated);
  at("present").textContent = `${seated.length} seated, ${seated.filter((seat) => seat.present).length} connected`;
  for (const choice of document.querySelectorAll("[name=others]")) {
    choice.checked = choice.value === room.others;
    choice.disabled = room.phase !== "gathering";
  }
  room.seats.forEach(row);
}

function roundInWords() {
  const label = setup.rounds[room.number - 1];
  const where = `Round ${room.number} of ${setup.rounds.length}: ${label}`;
  if (room.phase === "gathering") return "Take your seats.";
  if (room.phase === "open") return `${where}. ${room.waiting ? `${room.waiting} still to decide.` : "All have decided."}`;
  return room.phase === "between" ? `${where}, closed.` : `${where}, closed. The game is over.`;
}

function list(element, lines) {
  element.replaceChildren(...lines.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function roundTold(done, k) {
  const names = (states) => states.map((state) => room.names[state] || state).join(", ");
  const left = done.decided.length ? `left: ${names(done.decided)}` : "no player left";
  const model = done.followed.length ? `; by the model: ${names(done.followed)}` : "";
  const loud = done.signals.length ? `; signalled: ${names(done.signals)}` : "";
  return `${setup.rounds[k]}: ${left}${model}${loud}`;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

// The row of a seat, made once and then only filled, so that the focus stays where it is.
function rowOf(seat) {
  const id = `seat-${room.seats.indexOf(seat)}`;
  let made = at(id);
  if (made) return made;
  made = document.createElement("tr");
  made.id = id;
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = seat.name;
  made.append(head);
  for (let k = 0; k < 5; k += 1) made.append(document.createElement("td"));
  const enter = made.children[4];
  for (const decision of DECISIONS) {
    const one = button(decision, () => say({ do: "decide-for", state: seat.state, turn: room.turn, decision }));
    one.setAttribute("aria-label", `${seat.name}: ${decision}`);
    enter.append(one, " ");
  }
  const free = button("free", () => say({ do: "free", state: seat.state }));
  free.setAttribute("aria-label", `free the seat of ${seat.name}`);
  made.children[5].append(free);
  at("rows").append(made);
  return made;
}

function row(seat) {
  const cells = rowOf(seat).children;
  rowOf(seat).classList.toggle("left", seat.left);
  cells[1].textContent = seat.seated ? (seat.present ? "a phone" : "a phone, away") : "";
  cells[2].textContent = chance(seat.chance_now);
  let now = seat.signalling ? "signalled" : "in";
  if (seat.left) now = "left";
  else if (seat.decision) now += ", decided";
  cells[3].textContent = now;
  for (const one of cells[4].querySelectorAll("button")) {
    one.disabled = room.phase !== "open" || seat.left;
    one.setAttribute("aria-pressed", String(!seat.seated && seat.decision === one.textContent));
  }
  cells[5].firstChild.hidden = !seat.seated;
}

function chance(found) {
  if (!found) return "";
  const [value, low, high] = found.map((each) => Math.round(100 * each));
  return `${value} % (${low} to ${high})`;
}

// What happened, with nothing about who: made here, kept nowhere else.
function record() {
  return {
    title: setup.title, treaty: setup.treaty.code, others: room.others, intervals: setup.intervals,
    rounds: room.cascade.map((done, k) => ({ round: setup.rounds[k], ...done })), model: room.model,
  };
}

function asCsv() {
  const head = "round,left_so_far,decided,followed,signalled,model_q05,model_q25,model_q50,model_q75,model_q95";
  const lines = room.cascade.map((done, k) => [
    setup.rounds[k], done.left, done.decided.join(" "), done.followed.join(" "), done.signals.join(" "),
    ...["q05", "q25", "q50", "q75", "q95"].map((name) => room.model.band[name][k + 1]),
  ].map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(","));
  return [head, ...lines, ""].join("\n");
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

// The chart as a picture: its styles are written into a copy, since a picture has no style sheet.
function chartAsPng(done) {
  const copy = at("cascade").cloneNode(true);
  const wanted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family", "paint-order"];
  const drawn = at("cascade").querySelectorAll("*");
  copy.querySelectorAll("*").forEach((each, k) => {
    const style = getComputedStyle(drawn[k]);
    for (const one of wanted) each.setAttribute(one, style.getPropertyValue(one));
  });
  const [, , width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("width", 2 * width);
  copy.setAttribute("height", 2 * height);
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0);
    canvas.toBlob(done);
  };
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

at("open").addEventListener("click", () => say({ do: "open", turn: room.turn }));
at("close").addEventListener("click", () => say({ do: "close", turn: room.turn }));
at("restart").addEventListener("click", () => {
  if (!room.cascade.length || window.confirm("Start again? The rounds played are forgotten.")) {
    say({ do: "restart", turn: room.turn });
  }
});
at("others").addEventListener("change", (event) => say({ do: "others", others: event.target.value }));
at("save-json").addEventListener("click", () => save("class.json", new Blob([JSON.stringify(record(), null, 1)], { type: "application/json" })));
at("save-csv").addEventListener("click", () => save("class.csv", new Blob([asCsv()], { type: "text/csv" })));
at("save-png").addEventListener("click", () => chartAsPng((blob) => save("class.png", blob)));
