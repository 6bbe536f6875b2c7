/* The heat map: layers, the last on top, by token positions. */

/** Fills the table with the cells of a plot at some positions. */
function drawGrid(table, plot, positions, metric, scheme) {
  const body = document.createElement('tbody');
  for (const layer of [...plot.layers].reverse()) {
    body.append(layerRow(plot, layer, positions, metric, scheme));
  }
  const head = document.createElement('thead');
  head.append(tokenRow(plot, positions, 'target', (position) => plot.target(position)));
  const foot = document.createElement('tfoot');
  foot.append(
    tokenRow(plot, positions, 'input', (position) => plot.prompt.inputs.get(position)),
    numberRow(plot, positions));
  table.replaceChildren(head, body, foot);
  table.style.setProperty('--columns', positions.length);
}

function layerRow(plot, layer, positions, metric, scheme) {
  const row = document.createElement('tr');
  row.dataset.row = layer;
  row.append(label(String(layer), 'row', `layer ${layer}`));
  positions.forEach((position, index) => {
    const cell = plot.cell(layer, position);
    const element = cell ? cellOf(plot, cell, metric, scheme) : create('td', 'hole');
    markBreak(element, plot, positions, index);
    row.append(element);
  });
  return row;
}

function cellOf(plot, cell, metric, scheme) {
  const element = document.createElement('td');
  writeData(element, cell);
  const style = paint(metric, metric.value(cell), scheme);
  if (style) {
    element.style.cssText = style;
  } else {
    element.classList.add('null');
  }
  const answer = plot.prompt.answer(cell.position);
  element.classList.toggle('final', answer !== null && answer.id === cell.top[0].id);
  element.classList.toggle('hit', cell.target !== null && cell.target.id === cell.top[0].id);
  showToken(element, cell.top[0]);
  return element;
}

/** The cell's numbers as attributes, as the table has them; an absent attribute is a NULL. */
function writeData(element, cell) {
  const data = {
    layer: cell.layer,
    site: cell.site,
    position: cell.position,
    top: cell.top[0].text,
    topId: cell.top[0].id,
    prob: cell.top[0].probability,
    entropy: cell.entropy,
    target: cell.target?.text ?? null,
    targetId: cell.target?.id ?? null,
    rank: cell.rank,
    logprob: cell.logProbability,
    kl: cell.kl,
  };
  for (const [name, value] of Object.entries(data)) {
    if (value !== null) {
      element.dataset[name] = value;
    }
  }
}

function label(text, scope, title = '') {
  const element = create('th', '', text);
  element.scope = scope;
  element.title = title;
  return element;
}

/** A row of tokens above or below the cells. */
function tokenRow(plot, positions, name, tokenAt) {
  const row = create('tr', `token-row ${name}-row`);
  row.append(label(name, 'row'));
  positions.forEach((position, index) => {
    const token = tokenAt(position);
    const element = label('', 'col', token ? `position ${position}: ${visible(token)}` : 'NULL');
    element.dataset.column = position;
    if (token) {
      showToken(element, token);
    } else {
      element.classList.add('null');
    }
    markBreak(element, plot, positions, index);
    row.append(element);
  });
  return row;
}

function numberRow(plot, positions) {
  const row = create('tr', 'number-row');
  row.append(label('position', 'row'));
  positions.forEach((position, index) => {
    const element = label(String(position), 'col', plot.prompt.isGenerated(position) ? 'generated' : '');
    element.dataset.column = position;
    element.classList.toggle('generated', plot.prompt.isGenerated(position));
    markBreak(element, plot, positions, index);
    row.append(element);
  });
  return row;
}

/** A rule where positions are left out, and where the prompt ends and generated tokens begin. */
function markBreak(element, plot, positions, index) {
  const [before, position] = [positions[index - 1], positions[index]];
  const generationStarts = plot.prompt.isGenerated(position) && !plot.prompt.isGenerated(before ?? -1);
  element.classList.toggle('break', index > 0 && (position !== before + 1 || generationStarts));
}

const EDGES = {labels: 64, headers: 82, below: 10, leastHeight: 420};

/** Cells as large as fit the window; where they would get too small to read, the plot scrolls. */
function sizeGrid(table, scroller, columns, layers) {
  const top = scroller.getBoundingClientRect().top + scrollY;
  const room = Math.max(EDGES.leastHeight, innerHeight - top - EDGES.below);
  const width = between(60, (scroller.clientWidth - EDGES.labels) / columns - 1, 118);
  const height = between(16, (room - EDGES.headers) / layers - 1, 30);
  scroller.style.maxHeight = `${room}px`;
  table.style.setProperty('--cell', `${width}px`);
  table.style.setProperty('--row', `${height}px`);
  table.style.setProperty('--text', height >= 26 ? '12.5px' : height >= 19 ? '11.5px' : '11px');
}

function between(least, value, most) {
  return Math.min(most, Math.max(least, Math.floor(value)));
}

/** Shows which row and column a cell belongs to. */
function markCross(table, cell) {
  table.querySelectorAll('.cross').forEach((element) => element.classList.remove('cross'));
  if (cell) {
    table.querySelector(`tr[data-row="${cell.layer}"] th`)?.classList.add('cross');
    table.querySelectorAll(`th[data-column="${cell.position}"]`)
      .forEach((element) => element.classList.add('cross'));
  }
}

/** The element of a cell, or null when it is not on this page of positions. */
function elementOf(table, layer, position) {
  return table.querySelector(`td[data-layer="${layer}"][data-position="${position}"]`);
}
