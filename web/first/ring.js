/* What the Seat Ring looks like: one mark for each seat, clockwise from twelve. */

const SIZE = 240;
const MIDDLE = SIZE / 2;
const RADIUS = 98;
const DOTS_TO = 24;
const TICKS_TO = 100;
const LETTERS_TO = 8;

const round = (number) => Math.round(number * 100) / 100;

/* Where seat `index` of `count` stands, `reach` from the middle. */
export function spot(index, count, reach = RADIUS) {
  const angle = (2 * Math.PI * index) / count;
  return [round(MIDDLE + reach * Math.sin(angle)), round(MIDDLE - reach * Math.cos(angle))];
}

export function dotRadius(count) {
  if (count <= 6) return 21;
  return count <= 12 ? 17 : 11.5;
}

/* The state of every seat, in the order of their numbers, also of those the list leaves out. */
export function seatStates({ size, seats, seatsFilled, seatsHeld, status }) {
  const states = Array.from({ length: size }, () => ({ state: "EMPTY", name: "" }));
  for (const { number, state, member } of seats) {
    const free = state === "RELEASED" || number < 1 || number > size;
    if (!free) states[number - 1] = { state, name: member?.displayName ?? "" };
  }
  if (size > seats.length) {
    const missing = { HELD: seatsHeld, FILLED: seatsFilled };
    states.forEach(({ state }) => missing[state] !== undefined && (missing[state] -= 1));
    for (const state of ["FILLED", "HELD"]) {
      for (const seat of states) {
        if (missing[state] > 0 && seat.state === "EMPTY") {
          seat.state = state;
          missing[state] -= 1;
        }
      }
    }
  }
  const lost = status === "FAILED" || status === "CANCELLED";
  return lost ? states.map(() => ({ state: "LOST", name: "" })) : states;
}

function draw(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const circle = ([cx, cy], r, name) => draw("circle", { cx, cy, r, class: name });

function letter([x, y], text, radius) {
  const size = round(radius * 0.95);
  return draw("text", { x, y, dy: ".35em", "font-size": size, class: "letter" }, text);
}

function dot(seat, index, count, popped) {
  const at = spot(index, count);
  const radius = dotRadius(count);
  const parts = [circle(at, radius, `seat ${seat.state.toLowerCase()}`)];
  const [x, y] = at;
  const arm = round(radius * 0.36);
  if (seat.state === "EMPTY") {
    parts.push(draw("path", { d: `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`, class: "mark" }));
  } else if (seat.state === "LOST") {
    parts.push(draw("path", { d: `M${x - arm} ${y}h${2 * arm}`, class: "mark" }));
  } else if (seat.state === "WON") {
    parts.push(draw("path", { d: `M${x - arm} ${y}l${arm * 0.7} ${arm * 0.7}l${arm * 1.2}-${arm * 1.4}`, class: "tick" }));
  } else if (seat.state === "FILLED" && count <= LETTERS_TO && seat.name) {
    parts.push(letter(at, [...seat.name][0], radius));
  }
  return draw("g", { class: popped ? "pop" : "" }, ...parts);
}

function tick(seat, index, count) {
  const [x1, y1] = spot(index, count, RADIUS - 9);
  const [x2, y2] = spot(index, count, RADIUS + 9);
  const width = round((2 * Math.PI * RADIUS) / count / 1.9);
  return draw("line", { x1, y1, x2, y2, "stroke-width": width, class: `stroke ${seat.state.toLowerCase()}` });
}

function arc(share, name, width) {
  const around = round(2 * Math.PI * RADIUS);
  return draw("circle", {
    cx: MIDDLE, cy: MIDDLE, r: RADIUS, class: name, "stroke-width": width,
    "stroke-dasharray": `${round(around * share)} ${around}`,
    transform: `rotate(-90 ${MIDDLE} ${MIDDLE})`,
  });
}

/* The ring as an SVG element. `before` holds the states drawn last time: what is new pops. */
export function seatRing(states, { label = "", formed = false, closing = false, before = null } = {}) {
  const count = states.length;
  const taken = states.filter(({ state }) => state === "FILLED" || state === "WON").length;
  const kind = `ring${formed ? " formed" : ""}${closing ? " closing" : ""}`;
  const svg = draw("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: kind });
  if (label) for (const [key, value] of [["role", "img"], ["aria-label", label]]) svg.setAttribute(key, value);
  if (count > TICKS_TO) {
    svg.append(circle([MIDDLE, MIDDLE], RADIUS, "track wide"), arc(taken / count, "progress", 16));
    return svg;
  }
  if (count > DOTS_TO) {
    svg.append(...states.map((seat, index) => tick(seat, index, count)));
    return svg;
  }
  svg.append(circle([MIDDLE, MIDDLE], RADIUS, "track"));
  if (taken) svg.append(arc(taken / count, "progress", 4));
  const isNew = (index) => before?.length === count && before[index].state !== states[index].state;
  svg.append(...states.map((seat, index) => dot(seat, index, count, isNew(index))));
  return svg;
}
