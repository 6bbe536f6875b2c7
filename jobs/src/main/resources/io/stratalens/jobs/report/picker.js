/* Choosing a prompt, a site, a metric, a scheme and a page of positions. */

const MOST_CHOICES = 300;

/** Lists the prompts whose id or text holds what is searched for. */
function drawChoices(prompts, searched, chosen, choose) {
  const wanted = searched.trim().toLowerCase();
  const found = prompts
    .map((prompt, index) => ({prompt, index}))
    .filter(({prompt}) => `${prompt.id} ${prompt.text}`.toLowerCase().includes(wanted));
  const items = found.slice(0, MOST_CHOICES).map(({prompt, index}) => {
    const button = create('button', index === chosen ? 'chosen' : '');
    button.type = 'button';
    button.append(create('b', '', prompt.id), create('bdi', '', oneLine(prompt.text)));
    button.addEventListener('click', () => choose(index));
    const item = create('li');
    item.append(button);
    return item;
  });
  document.getElementById('choices').replaceChildren(...items);
  document.getElementById('matches').textContent = found.length > MOST_CHOICES
    ? `The first ${MOST_CHOICES} of ${grouped(found.length)} prompts; search to narrow them down.`
    : `${grouped(found.length)} of ${grouped(prompts.length)} prompts`;
}

/** A text as one line that can be read at a glance. */
function oneLine(text, length = 160) {
  return Array.from(clip(text, length), (letter) => (letter === ' ' ? letter : visible({text: letter}))).join('');
}

/** A row of radio buttons that looks like one switch. */
function drawSwitch(fieldset, options, chosen, choose) {
  fieldset.querySelectorAll('label').forEach((element) => element.remove());
  fieldset.hidden = options.length === 0;
  for (const [value, text] of options) {
    const input = document.createElement('input');
    Object.assign(input, {type: 'radio', name: fieldset.id, value, checked: value === chosen});
    input.addEventListener('change', () => choose(value));
    const element = create('label');
    element.append(input, create('span', '', text));
    fieldset.append(element);
  }
}

/** Buttons for the pages of a plot that is too wide for one. */
function drawPager(element, positions, size, page, turn) {
  const pages = Math.ceil(positions.length / size);
  element.hidden = pages < 2;
  if (pages < 2) {
    return;
  }
  const shown = positions.slice(page * size, (page + 1) * size);
  element.replaceChildren(create('span', '',
    `Showing positions ${shown[0]} to ${shown[shown.length - 1]} of ${grouped(positions.length)}, `
      + `${size} at a time:`));
  for (let index = 0; index < pages; index++) {
    const button = create('button', index === page ? 'chosen' : '', String(positions[index * size]));
    button.type = 'button';
    button.title = `From position ${positions[index * size]}`;
    button.addEventListener('click', () => turn(index));
    element.append(button);
  }
}
