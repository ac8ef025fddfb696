// Assumptions in words, and interventions with a date.
(() => {
  const { element } = window.snowball;

  /** Radio buttons in five steps for each control; told of each change. */
  function drawControls(root, about, changed) {
    const told = new Map();
    for (const control of about.controls) {
      const set = element(root, "fieldset");
      element(set, "legend", control.question);
      const steps = element(set, "div", "", { class: "steps" });
      const ends = element(set, "p", "", { class: "ends", "aria-hidden": "true" });
      for (const level of [control.levels[0], control.levels.at(-1)]) element(ends, "span", level.label);
      const said = element(set, "p", "", { class: "said" });
      const radios = control.levels.map((level, n) => {
        const label = element(steps, "label", "", { title: level.label, class: n === control.base ? "base" : "" });
        const radio = element(label, "input", "", { type: "radio", name: `level-${control.name}`, value: n, "aria-label": level.label });
        element(label, "span");
        radio.addEventListener("change", () => changed(control.name, n));
        return radio;
      });
      told.set(control.name, (n) => {
        radios[n].checked = true;
        said.textContent = control.levels[n].says;
      });
    }
    return (levels) => Object.entries(levels).forEach(([name, n]) => told.get(name)?.(n));
  }

  /** A box to tick for each intervention, with the year in which it begins. */
  function drawSwitches(root, about, changed) {
    const told = new Map();
    for (const one of about.switches) {
      const row = element(root, "div", "", { class: "switch" });
      const box = element(row, "input", "", { type: "checkbox", id: `switch-${one.name}` });
      element(row, "label", one.label, { for: box.id });
      const years = one.years.length ? element(row, "select", "", { "aria-label": `${one.label}: from` }) : null;
      for (const year of one.years) element(years, "option", String(year), { value: year });
      if (years) years.value = String(one.year);
      else element(row, "span");
      element(row, "small", one.says);
      const year = () => (years ? Number(years.value) : null);
      box.addEventListener("change", () => changed(one.name, box.checked, year()));
      if (years) years.addEventListener("change", () => box.checked && changed(one.name, true, year()));
      told.set(one.name, (on, when) => {
        box.checked = on;
        if (years && on) years.value = String(when);
      });
    }
    return (switches) => told.forEach((show, name) => show(name in switches, switches[name]));
  }

  Object.assign(window.snowball, { drawControls, drawSwitches });
})();
