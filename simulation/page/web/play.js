// The phone page: one seat, one state, three buttons.

import { converse } from "/web/talk.js";

const at = (id) => document.getElementById(id);
const CODE = "snowball-code", SEAT = "snowball-seat";
const DONE = {
  stay: "You stay, unless you change it before the round is closed.",
  signal: "You signal that you mean to leave. You may change it until the round is closed.",
  leave: "You leave when the round is closed. Until then you may change it.",
};
const REFUSAL_SHOWN = 6000; // milliseconds
let say = null, setup = null, room = null, was = null;

function start(code) {
  sessionStorage.setItem(CODE, code);
  const opening = () => {
    const seat = sessionStorage.getItem(SEAT);
    return seat ? { do: "enter", code, seat } : { do: "enter", code };
  };
  say = converse(opening, hear, (state, why) => {
    if (state === "open") line("Connected.");
    if (state === "lost") line("Connection lost. Trying again.", true);
    if (state === "closed") {
      sessionStorage.removeItem(CODE);
      line(`Not let in: ${why}.`, true);
      only("enter");
    }
  });
}

function hear(message) {
  if (message.kind === "setup") {
    setup = message;
    at("treaty").textContent = message.treaty.name;
    at("signals").textContent = message.signals;
    at("intervals").textContent = message.intervals;
  } else if (message.kind === "refused") {
    line(`Refused: ${message.why}.`, true);
    setTimeout(() => line("Connected."), REFUSAL_SHOWN);
  } else if (message.kind === "room") {
    room = message;
    show();
  }
}

function line(text, bad = false) {
  at("line").textContent = text;
  at("line").classList.toggle("bad", bad);
}

function only(id) {
  for (const each of ["enter", "choose", "seat"]) at(each).hidden = each !== id;
}

function list(element, lines) {
  const old = [...element.children].map((each) => each.textContent);
  if (old.length === lines.length && old.every((text, k) => text === lines[k])) return;
  element.replaceChildren(...lines.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function show() {
  if (!room.seat) {
    sessionStorage.removeItem(SEAT);
    choose();
    return;
  }
  sessionStorage.setItem(SEAT, room.seat.token);
  only("seat");
  at("state-name").textContent = room.seat.name;
  if (was !== room.seat.state) at("state-name").focus();
  was = room.seat.state;
  at("round").textContent = roundInWords();
  buttons();
  list(at("says"), room.situation ? room.situation.says : ["Your state has left the treaty. Watch what follows."]);
  list(at("rounds"), room.cascade.map(roundTold));
}

function choose() {
  was = null;
  only("choose");
  const ids = room.free.map((each) => each.id).join(" ");
  if (at("states").dataset.ids === ids) return;
  at("states").dataset.ids = ids;
  at("states").replaceChildren(...room.free.map((each) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = each.name;
    button.addEventListener("click", () => say({ do: "take", state: each.id }));
    item.append(button);
    return item;
  }));
  at("any").disabled = !room.free.length;
  at("choose-head").textContent = room.free.length ? "Choose a state" : "All seats are taken";
}

function roundInWords() {
  const label = setup.rounds[room.number - 1];
  const where = `Round ${room.number} of ${setup.rounds.length}: ${label}.`;
  if (room.phase === "gathering") return "The game has not begun.";
  if (room.phase === "open") return where;
  if (room.phase === "between") return `${where} Closed: look at the screen.`;
  return "The game is over.";
}

function buttons() {
  const open = room.phase === "open" && !room.seat.left;
  for (const button of at("decide").querySelectorAll("button")) {
    button.disabled = !open;
    button.setAttribute("aria-pressed", String(open && room.seat.decision === button.dataset.decision));
  }
  let said = "";
  if (room.seat.left) said = "You have left.";
  else if (open) said = room.seat.decision ? DONE[room.seat.decision] : "Decide. Who says nothing stays.";
  else if (room.seat.signalling) said = "You have signalled that you mean to leave.";
  at("decided").textContent = said;
}

function roundTold(done, k) {
  const names = [...done.decided, ...done.followed].map((state) => room.names[state] || state);
  const signals = done.signals.map((state) => room.names[state] || state);
  const left = names.length ? `left: ${names.join(", ")}` : "nobody left";
  const loud = signals.length ? `; signalled: ${signals.join(", ")}` : "";
  return `${setup.rounds[k]}: ${left}${loud} (${done.left} in all)`;
}

at("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  start(at("code").value.trim());
});
at("any").addEventListener("click", () => say({ do: "take" }));
at("rise").addEventListener("click", () => say({ do: "rise", seat: room.seat.token }));
at("decide").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) say({ do: "decide", seat: room.seat.token, turn: room.turn, decision: button.dataset.decision });
});

function given() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // typed by hand, and no code
  }
}

const known = given() || sessionStorage.getItem(CODE);
if (known) start(known);
else {
  line("Type the join code.");
  only("enter");
}
