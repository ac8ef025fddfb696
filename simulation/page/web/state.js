// One state: what it feels, holds and sees, how full its glass is, and who tipped it.
(() => {
  const { element, stateOf, seriesAt, stageAt, stageWords, Small } = window.snowball;
  const percent = (share) => (share < 0.01 && share > 0 ? "below 1 %" : `${Math.round(100 * share)} %`);

  class Meter {
    constructor(root, words, kind = "") {
      this.row = element(root, "div", "", { class: `meter ${kind}` });
      element(this.row, "span", words);
      this.number = element(this.row, "b");
      const bar = element(this.row, "div", "", { class: "bar", "aria-hidden": "true" });
      this.fill = element(bar, "i");
    }

    draw(value, share, text) {
      this.row.hidden = value === null || value === undefined;
      if (this.row.hidden) return;
      this.fill.style.width = `${Math.min(100, Math.max(0, 100 * share))}%`;
      if (this.number.textContent !== text) this.number.textContent = text;
    }
  }

  const SEES = { border: "Exits seen across its borders", alliance: "Exits seen among its allies", peers: "Exits seen among its peers" };

  class State {
    constructor(root, about, hold) {
      this.about = about;
      this.name = element(root, "h2");
      this.stage = element(root, "p");
      this.chance = element(root, "p");
      this.hold = element(root, "button", "", { type: "button", id: "hold" });
      this.hold.addEventListener("click", hold);
      this.glass = new Meter(root, "Pressure against resistance", "glass");
      this.small = new Small(root, "Pressure against resistance over the years");
      this.threat = new Meter(root, "Threat it feels");
      this.norm = new Meter(root, "Commitment to the ban");
      this.sees = Object.fromEntries(Object.entries(SEES).map(([layer, words]) => [layer, new Meter(root, words)]));
      this.waits = element(root, "p");
      this.tippedHead = element(root, "p");
      this.tipped = element(root, "ul", "", { id: "tipped" });
      this.empty = element(root, "p", "Choose a state on the map or in the list.");
    }

    draw(record, code, month, id, held) {
      const place = this.about.states.findIndex((state) => state.id === id);
      const told = place < 0 ? null : stateOf(record, code, place);
      const look = Math.max(0, record.looks.findLastIndex((when) => when <= month));
      this.empty.hidden = place >= 0;
      this.name.textContent = place < 0 ? "" : this.about.states[place].name;
      this.stage.textContent = place < 0 ? "" : `In this month it ${phrase(stageAt(this.about, record, code, place, month))}.`;
      this.hold.hidden = told === null || this.about.rule !== "hazard";
      this.hold.textContent = held === id ? "Let it decide again" : "What if this state had stayed?";
      const chance = told?.chance;
      this.chance.textContent = chance ? `It decides to leave in ${percent(chance[0])} of runs (${percent(chance[1])} to ${percent(chance[2])}).` : "";
      const now = (series) => (series === null || series === undefined ? null : seriesAt(series, look));
      const pressure = now(told?.pressure);
      this.glass.draw(pressure, pressure, pressure === null ? "" : percent(pressure));
      this.small.svg.toggleAttribute("hidden", pressure === null);
      this.small.svg.style.display = pressure === null ? "none" : "";
      if (pressure !== null) this.small.draw(record.looks.map((_, n) => seriesAt(told.pressure, n)), record.looks, month);
      const threat = now(told?.threat);
      this.threat.draw(threat, threat, threat === null ? "" : threat.toFixed(2));
      const norm = now(told?.commitment);
      this.norm.draw(norm, norm, norm === null ? "" : norm.toFixed(2));
      this.layers(told, now);
      this.tippers(told);
    }

    layers(told, now) {
      const waits = told?.threshold ?? null;
      for (const [layer, meter] of Object.entries(this.sees)) {
        const seen = now(told?.exposure?.[layer]);
        const counted = waits !== null && seen !== null;
        meter.draw(seen, counted ? seen / Math.max(waits, 1) : seen, counted ? `${seen}; waits for ${waits}` : seen === null ? "" : percent(seen));
      }
      this.waits.textContent = waits === null ? "" : `It leaves once it sees ${waits} ${waits === 1 ? "other" : "others"} gone.`;
    }

    tippers(told) {
      const shares = told?.tipped ?? null;
      const own = told?.remainder ?? null;
      this.tippedHead.textContent = own === null ? "" : "Who tipped it, in the run shown:";
      const rows = own === null ? [] : [...(shares ?? []).map(([place, share]) => [this.about.states[place].name, share]), ["its own threat, norm and shared events", own]];
      this.tipped.replaceChildren();
      for (const [who, share] of rows) element(this.tipped, "li", `${who}: ${percent(share)}`);
    }
  }

  const phrase = (stage) => (stage === "party" ? "is bound by the treaty" : stage === "outside" ? "is not a party" : stage === "suspended" ? "has suspended the treaty" : stageWords(stage));

  Object.assign(window.snowball, { State });
})();
