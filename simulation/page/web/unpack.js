// Reads the records of an exported page; simulation/page/packing.py says how they are packed.
// Also here: how a series and a state of a record are read, live or exported.

/** The number of a series at a look: a series is a list, or one number where nothing changes. */
export const seriesAt = (series, look) => (Array.isArray(series) ? series[look] : series);

/** What a record tells of one state, by its place in about.states; null where it is no party. */
export function stateOf(record, code, place) {
  const columns = record.treaties[code].states;
  const n = columns.index.indexOf(place);
  if (n < 0) return null;
  const one = (column) => (column === undefined ? null : column[n]);
  const exposure = Object.fromEntries(Object.entries(columns.exposure).map(([k, v]) => [k, v[n]]));
  const names = ["chance", "stages", "commitment", "pressure", "resistance", "tipped", "remainder", "threshold"];
  const told = Object.fromEntries(names.map((name) => [name, one(columns[name])]));
  return { ...told, exposure, threat: record.threat === null ? null : record.threat[place] };
}

/** By which a choice is found, whatever run is shown. */
export function keyOf(about, choice) {
  const levels = about.controls.map((one) => choice.levels[one.name]).join(",");
  const on = Object.keys(choice.switches).sort();
  const switches = on.map((name) => `${name}:${choice.switches[name] ?? ""}`).join(",");
  return `${levels}|${switches}|${choice.held ?? ""}`;
}

/** {about, find}: what was packed; find(choice) gives its record, or null where there is none. */
export async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(inflated).arrayBuffer());
  const begins = 4 + new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, begins)));
  const { about, base, records, size } = header;
  const start = numbersOf(base);
  const places = new Map(records.map((one, place) => [one.key, place]));
  const find = (choice) => {
    const place = choice.replicate ? undefined : places.get(keyOf(about, choice));
    if (place === undefined) return null;
    const at = begins + 2 * size * place;
    const numbers = start.map((n, i) => n + (((bytes[at + i] | (bytes[at + size + i] << 8)) << 16) >> 16));
    return recordOf(base, records[place], numbers);
  };
  return { about, find };
}

const INDEX = 1000;
const SHARE = 100;

/** The numbers of a record as packing.numbers_of puts them. */
function numbersOf(record) {
  const looks = record.looks.length;
  const found = [];
  const put = (column, unit) => {
    for (const series of column)
      for (let n = 0; n < looks; n += 1) found.push(Math.round(seriesAt(series, n) * unit));
  };
  for (const told of Object.values(record.treaties)) {
    const states = told.states;
    for (const line of [...Object.values(told.band), told.this]) found.push(...line);
    for (const one of states.chance) found.push(one === null ? -1 : Math.round(one[0] * record.runs));
    if (states.commitment) put(states.commitment, INDEX);
    for (const layer of Object.values(states.exposure)) put(layer, SHARE);
    if (states.pressure) put(states.pressure, SHARE);
  }
  if (record.threat !== null) put(record.threat.filter((one) => one !== null), INDEX);
  return found;
}

/** One record from its numbers and from what was kept as it is. */
function recordOf(base, kept, numbers) {
  let at = 0;
  const take = (count) => numbers.slice(at, (at += count));
  const series = (unit) => {
    const found = take(base.looks.length).map((n) => n / unit);
    return found.every((one) => one === found[0]) ? found[0] : found;
  };
  const treaties = {};
  for (const [code, told] of Object.entries(base.treaties)) {
    const { states } = told;
    const columns = { ...states };
    const each = (unit) => states.index.map(() => series(unit));
    const band = Object.fromEntries(Object.keys(told.band).map((name) => [name, take(told.this.length)]));
    const shown = take(told.this.length);
    columns.chance = take(states.index.length).map((left) => chanceOf(left, kept.runs));
    if (states.commitment) columns.commitment = each(INDEX);
    columns.exposure = Object.fromEntries(Object.keys(states.exposure).map((name) => [name, each(SHARE)]));
    if (states.pressure) columns.pressure = each(SHARE);
    const { states: others, ...rest } = kept.treaties[code];
    treaties[code] = { ...rest, band, this: shown, this_outcome: shown.at(-1), states: { ...columns, ...others } };
  }
  const threat = base.threat && base.threat.map((one) => (one === null ? null : series(INDEX)));
  const { choice, runs, sentence } = kept;
  return { ...base, choice, runs, sentence, threat, treaties };
}

/** A chance with its score interval (Wilson 1927), as outcomes/intervals.py gives it. */
function chanceOf(left, runs) {
  if (left < 0) return null;
  const p = left / runs;
  const z = 1.959963984540054 ** 2 / runs;
  const half = Math.sqrt(z * (p * (1 - p) + z / 4)) / (1 + z);
  const middle = (p + z / 2) / (1 + z);
  const low = left === 0 ? 0 : Math.max(middle - half, 0);
  const high = left === runs ? 1 : Math.min(middle + half, 1);
  return [p, low, high].map((one) => Math.round(one * 1e4) / 1e4);
}
