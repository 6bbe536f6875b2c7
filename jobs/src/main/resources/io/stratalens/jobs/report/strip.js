/* The answer forming: one position, layer by layer, as a small line chart. */

const STRIP = {height: 88, left: 40, right: 52, top: 10, gap: 6};

/** Draws the chart of one position; `pick` is called with a layer that was clicked. */
function drawStrip(section, plot, position, pick) {
  const cells = plot.layers.map((layer) => plot.cell(layer, position)).filter((cell) => cell);
  const answer = plot.prompt.answer(position);
  const ranked = cells.some((cell) => cell.rank !== null);
  section.replaceChildren(stripTitle(plot, position, answer, ranked));
  if (cells.length > 0) {
    section.append(stripChart(section.clientWidth, cells, answer, ranked, pick));
  }
}

function stripTitle(plot, position, answer, ranked) {
  const title = create('h2');
  const last = position === plot.positions[plot.positions.length - 1];
  title.append(`Answer forming at ${last ? 'the last position' : 'position'}, ${position} `);
  title.append(tokenChip(plot.prompt.inputs.get(position)));
  if (answer) {
    title.append(' → ', tokenChip(answer));
  }
  title.append(key('line-top', 'top token’s probability'));
  if (answer) {
    title.append(key('line-answer', 'probability of the final layer’s top token, where it is listed'));
  }
  title.append(ranked
    ? key('line-rank', 'rank (right) of the target ', plot.target(position))
    : create('span', 'key', 'no target is known at this position'));
  return title;
}

function tokenChip(token) {
  const chip = create('span', 'chip');
  showToken(chip, token);
  return chip;
}

function key(className, text, token = null) {
  const element = create('span', 'key');
  element.append(create('b', className), text);
  if (token) {
    element.append(tokenChip(token));
  }
  return element;
}

function stripChart(width, cells, answer, ranked, pick) {
  const right = ranked ? STRIP.right : 14;
  const step = (width - STRIP.left - right) / cells.length;
  const upright = step >= 44;
  const labels = upright ? 34 : 86;
  const x = (index) => STRIP.left + step * (index + 0.5);
  const y = (share) => STRIP.top + (1 - share) * STRIP.height;
  const height = STRIP.top + STRIP.height + STRIP.gap + labels;
  const svg = shape('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': 'Line chart over the layers'});
  const top = ceiling(Math.max(...probabilitiesOf(cells)));
  drawProbabilityAxis(svg, width - right, top, y);
  if (ranked) {
    drawRanks(svg, cells, width - right, x, y);
  }
  drawLine(svg, 'line-top', cells.map((cell) => cell.top[0].probability / top), x, y);
  if (answer) {
    drawLine(svg, 'line-answer', cells.map((cell) => shareOf(cell, answer, top)), x, y);
  }
  cells.forEach((cell, index) => {
    svg.append(stripLabel(cell, answer, x(index), y(0) + STRIP.gap, step, upright));
    svg.append(stripTarget(cell, x(index) - step / 2, step, pick));
  });
  return svg;
}

function probabilitiesOf(cells) {
  return cells.map((cell) => cell.top[0].probability).filter(Number.isFinite);
}

/** The answer's part of the axis in a cell, where it is among the top tokens, else null. */
function shareOf(cell, answer, top) {
  const token = cell.top.find(({id}) => id === answer.id);
  return token ? token.probability / top : null;
}

function drawProbabilityAxis(svg, end, top, y) {
  for (const share of [0, 0.5, 1]) {
    svg.append(shape('line', {x1: STRIP.left, x2: end, y1: y(share), y2: y(share), class: 'rule'}));
    svg.append(shape('text', {x: STRIP.left - 6, y: y(share) + 4, class: 'tick', 'text-anchor': 'end'}, short(share * top)));
  }
}

function drawRanks(svg, cells, end, x, y) {
  const largest = Math.max(9, ...cells.map((cell) => cell.rank ?? 0));
  const decades = Math.ceil(Math.log10(largest + 1));
  const share = (rank) => (rank === null ? null : 1 - Math.log10(rank + 1) / decades);
  const ticks = rankTicks(decades).reverse();
  for (const tick of decades > 3 ? ticks.filter((_, index) => index % 2 === 0) : ticks) {
    svg.append(shape('text', {x: end + 6, y: y(share(tick)) + 4, class: 'tick rank'}, grouped(tick)));
  }
  drawLine(svg, 'line-rank', cells.map((cell) => share(cell.rank)), x, y);
}

/** A line with a dot at each value; it breaks where there is none. */
function drawLine(svg, className, values, x, y) {
  let path = '';
  let pen = 'M';
  values.forEach((value, index) => {
    const known = value !== null && Number.isFinite(value);
    if (known) {
      path += `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      svg.append(shape('circle', {cx: x(index), cy: y(value), r: 2.6, class: `${className} dot`}));
    }
    pen = known ? 'L' : 'M';
  });
  svg.append(shape('path', {d: path || 'M0 0', class: className}));
}

function stripLabel(cell, answer, x, y, step, upright) {
  const settled = answer !== null && cell.top[0].id === answer.id;
  const group = shape('g', {class: settled ? 'label settled' : 'label'});
  const text = clip(visible(cell.top[0]), upright ? Math.floor(step / 7) : 9);
  const place = upright ? {x, y: y + 10, 'text-anchor': 'middle'}
    : {transform: `translate(${x + 4} ${y + 17}) rotate(-90)`, 'text-anchor': 'end'};
  group.append(shape('text', place, text));
  if (step >= 16 || cell.layer % 5 === 0) {
    group.append(shape('text', {x, y: y + (upright ? 26 : 8), class: 'tick', 'text-anchor': 'middle'}, cell.layer));
  }
  return group;
}

/** An invisible column that takes the pointer and names the numbers. */
function stripTarget(cell, x, width, pick) {
  const area = shape('rect', {x, y: 0, width, height: '100%', class: 'target'});
  const rank = cell.rank === null ? '' : `, target rank ${grouped(cell.rank)}`;
  area.append(shape('title', {},
    `layer ${cell.layer}: ${visible(cell.top[0])} ${short(cell.top[0].probability)}${rank}`));
  area.addEventListener('click', () => pick(cell.layer));
  return area;
}

function clip(text, length) {
  const letters = Array.from(text);
  return letters.length <= length ? text : `${letters.slice(0, Math.max(1, length - 1)).join('')}…`;
}

function shape(name, attributes, text = '') {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.textContent = text;
  return element;
}
