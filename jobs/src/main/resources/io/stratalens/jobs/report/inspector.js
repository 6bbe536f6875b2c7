/* Everything known about one cell. */

/** Shows a cell beside the heat map. */
function drawInspector(aside, plot, cell, pinned) {
  aside.classList.toggle('pinned', pinned);
  if (!cell) {
    aside.replaceChildren(create('p', 'hint', 'Point at a cell to read it.'));
    return;
  }
  aside.replaceChildren(inspectorTitle(plot, cell), topList(cell), factList(cell, plot), create('p', 'hint',
    pinned ? 'Pinned. Click the cell again or press Esc to let go.'
      : 'Click a cell to pin it; arrow keys move, Enter pins.'));
}

function inspectorTitle(plot, cell) {
  const title = create('h2', '', `Layer ${cell.layer} · position ${cell.position} `);
  const input = plot.prompt.inputs.get(cell.position);
  title.append(tokenChip(input), create('small', '', `${cell.site} · input token ${input.id}`));
  return title;
}

function topList(cell) {
  const list = create('ol', 'top');
  for (const token of cell.top) {
    const item = create('li');
    const text = create('span', 'text');
    showToken(text, token);
    const bar = create('span', 'bar');
    bar.style.setProperty('--share', Number.isFinite(token.probability) ? token.probability : 0);
    item.append(text, bar, create('span', 'number', short(token.probability)));
    item.title = `token ${token.id}`;
    item.classList.toggle('is-target', cell.target !== null && cell.target.id === token.id);
    list.append(item);
  }
  return list;
}

function factList(cell, plot) {
  const list = create('dl');
  const answer = plot.prompt.answer(cell.position);
  fact(list, 'Entropy', `${short(cell.entropy)} nats`);
  fact(list, 'KL to final', cell.kl === null ? null : `${short(cell.kl)} nats`);
  fact(list, 'Target', cell.target === null ? null : tokenChip(cell.target));
  fact(list, 'Target rank', cell.rank === null ? null : grouped(cell.rank));
  fact(list, 'Target log-prob', cell.logProbability === null ? null : `${short(cell.logProbability)} nats`);
  fact(list, 'Target probability', cell.logProbability === null ? null : short(Math.exp(cell.logProbability)));
  fact(list, 'Final layer says', answer === null ? null : tokenChip(answer));
  return list;
}

/** One name and value; a NULL is said to be one. */
function fact(list, name, value) {
  const definition = create('dd', value === null ? 'absent' : '');
  definition.append(value === null ? 'NULL' : value);
  list.append(create('dt', '', name), definition);
}
