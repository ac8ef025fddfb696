// Small pieces of SVG that are made once and then only changed, so that nothing flickers.
(() => {
  const SPACE = "http://www.w3.org/2000/svg";
  const INK = "#1d1d1f";

  /** An SVG element with attributes, put into a parent. */
  function shape(parent, name, attributes = {}) {
    const made = document.createElementNS(SPACE, name);
    set(made, attributes);
    if (parent) parent.append(made);
    return made;
  }

  /** Change attributes; null takes one away. */
  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) element.removeAttribute(name);
      else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    }
  }

  /** An element of HTML with a text. */
  function element(parent, name, text = "", attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  }

  /** A picture of some size, with a name for those who cannot see it. */
  function picture(parent, width, height, label) {
    return shape(parent, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, xmlns: SPACE });
  }

  /** As many elements as there are values, made or taken away, each changed to fit its value. */
  function each(group, name, values, attributes) {
    while (group.childElementCount > values.length) group.lastElementChild.remove();
    while (group.childElementCount < values.length) shape(group, name);
    values.forEach((value, n) => {
      const one = group.children[n];
      const { text, ...rest } = attributes(value, n);
      set(one, rest);
      if (text !== undefined && one.textContent !== text) one.textContent = text;
    });
  }

  /** A button that saves a picture as PNG, twice as large as it is drawn. */
  function saving(figure, name) {
    const button = element(figure, "button", "PNG", { type: "button", class: "png", "aria-label": `Save ${name} as PNG` });
    button.addEventListener("click", () => save(figure.querySelector("svg"), name));
  }

  function save(svg, name) {
    const box = svg.viewBox.baseVal;
    const text = new XMLSerializer().serializeToString(svg);
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * box.width;
      canvas.height = 2 * box.height;
      const brush = canvas.getContext("2d");
      brush.fillStyle = "#fff";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.download = `${name}.png`;
      link.href = canvas.toDataURL("image/png");
      link.click();
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  /** Steps of 1, 2 or 5 times a power of ten, at most so many, up to a largest value. */
  function ticks(most, count = 5) {
    const rough = Math.max(most, 1) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough));
    const found = [];
    for (let value = 0; value <= most; value += step) found.push(value);
    return found;
  }

  Object.assign(window.snowball, { shape, set, element, picture, each, saving, ticks, INK });
})();
