/* The page: what is shown, kept in the address, and how it changes. */

const PAGE_SIZE = 200;
const DEFAULTS = {prompt: 0, site: null, target: null, metric: 'prob', scheme: 'auto', page: null, pin: null};

const run = readJson('run');
const prompts = readPrompts();
const metrics = metricsOf(readJson('scales'));
const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const grid = document.getElementById('grid');

let state = {...DEFAULTS};
let view = null;
let printing = false;

/** The scheme in use: paper is light. */
function scheme() {
  if (printing) {
    return 'light';
  }
  return state.scheme === 'auto' ? (darkSystem.matches ? 'dark' : 'light') : state.scheme;
}

function plotNow() {
  return view.plots.get(state.site) ?? view.plots.values().next().value;
}

/* The address: #prompt=ID&site=..&target=ID&metric=..&scheme=..&page=..&cell=LAYER.POSITION */

function stateFromAddress() {
  const query = new URLSearchParams(location.hash.slice(1));
  const index = prompts.findIndex((prompt) => prompt.id === query.get('prompt'));
  const pin = /^(\d+)\.(\d+)$/.exec(query.get('cell') ?? '');
  return {
    prompt: Math.max(0, index),
    site: query.get('site') ?? preferredSite(),
    target: /^\d+$/.test(query.get('target') ?? '') ? Number(query.get('target')) : DEFAULTS.target,
    metric: query.get('metric') in metrics ? query.get('metric') : DEFAULTS.metric,
    scheme: ['light', 'dark'].includes(query.get('scheme')) ? query.get('scheme') : DEFAULTS.scheme,
    page: /^\d+$/.test(query.get('page') ?? '') ? Number(query.get('page')) : DEFAULTS.page,
    pin: pin ? {layer: Number(pin[1]), position: Number(pin[2])} : null,
  };
}

function preferredSite() {
  return run.sites.includes('resid_post') ? 'resid_post' : run.sites[0];
}

function addressOfState() {
  const query = new URLSearchParams({
    prompt: prompts[state.prompt].id, site: state.site, metric: state.metric});
  if (state.target !== null) {
    query.set('target', state.target);
  }
  if (state.scheme !== 'auto') {
    query.set('scheme', state.scheme);
  }
  if (state.page > 0) {
    query.set('page', state.page);
  }
  if (state.pin) {
    query.set('cell', `${state.pin.layer}.${state.pin.position}`);
  }
  return `#${query}`;
}

/** Changes what is shown and keeps it in the address. */
function go(change) {
  state = {...state, ...change};
  history.replaceState(null, '', addressOfState());
  show().catch(fail);
}

/** Unpacks the prompt when it is another one, then draws everything. */
async function show() {
  const prompt = prompts[state.prompt];
  if (view?.of !== prompt) {
    const payload = await unpack(prompt.packed);
    if (prompts[state.prompt] !== prompt) {
      return;
    }
    view = Object.assign(new PromptView(payload, run.layers), {of: prompt});
  }
  settle();
  draw();
  grid.querySelector('.pinned')?.scrollIntoView({block: 'nearest', inline: 'center'});
  document.documentElement.dataset.ready = 'true';
}

/** Brings the site, the target, the page and the pin back to what this prompt has. */
function settle() {
  const plot = plotNow();
  const {choices} = view;
  state.site = plot.site;
  state.target = choices.find(({id}) => id === state.target)?.id ?? choices[0]?.id ?? null;
  view.target = state.target;
  if (state.pin && !plot.cell(state.pin.layer, state.pin.position)) {
    state.pin = null;
  }
  const pinned = state.pin ? Math.floor(plot.columnOf.get(state.pin.position) / PAGE_SIZE) : 0;
  state.page = Math.min(state.page ?? pinned, Math.ceil(plot.positions.length / PAGE_SIZE) - 1);
}

function draw() {
  const plot = plotNow();
  const metric = metrics[state.metric];
  const positions = plot.positions.slice(state.page * PAGE_SIZE, (state.page + 1) * PAGE_SIZE);
  document.documentElement.dataset.scheme = printing ? 'light' : state.scheme;
  drawToolbar();
  drawGrid(grid, plot, positions, metric, scheme());
  drawNotes(plot, metric);
  drawPager(document.getElementById('pager'), plot.positions, PAGE_SIZE, state.page, (page) => go({page}));
  drawStripNow(plot);
  sizeGrid(grid, document.getElementById('scroller'), positions.length, plot.layers.length);
  drawPin(plot);
}

function sitesOfPrompt() {
  return [...view.plots.keys()].sort((one, other) => run.sites.indexOf(one) - run.sites.indexOf(other));
}

function drawToolbar() {
  const prompt = prompts[state.prompt];
  document.getElementById('picked').replaceChildren(
    create('b', '', prompt.id), create('bdi', '', oneLine(prompt.text)));
  document.getElementById('count').textContent = `${grouped(state.prompt + 1)} of ${grouped(prompts.length)}`;
  document.getElementById('previous').disabled = state.prompt === 0;
  document.getElementById('next').disabled = state.prompt === prompts.length - 1;
  document.querySelector('#prompt-text bdi').textContent = oneLine(prompt.text, 400);
  document.querySelector('#prompt-text p').textContent = prompt.text;
  drawSwitch(document.getElementById('sites'), sitesOfPrompt().map((site) => [site, site]), state.site,
    (site) => go({site}));
  drawSwitch(document.getElementById('targets'), view.choices.map((token) => [token.id, visible(token)]), state.target,
    (target) => go({target}));
  drawSwitch(document.getElementById('metrics'), Object.entries(metrics).map(([name, {label: text}]) => [name, text]),
    state.metric, (metric) => go({metric}));
  drawSwitch(document.getElementById('schemes'), [['auto', 'Auto'], ['light', 'Light'], ['dark', 'Dark']],
    state.scheme, (choice) => go({scheme: choice}));
}

/** Says whatever a reader could otherwise miss. */
function drawNotes(plot, metric) {
  const hatched = grid.querySelectorAll('td.null').length;
  const holes = grid.querySelectorAll('td.hole').length;
  const answerKnown = plot.positions.some((position) => view.answer(position) !== null);
  const total = prompts[state.prompt].tokens;
  const notes = [];
  if (hatched > 0) {
    notes.push(`${grouped(hatched)} hatched cells: ${metric.missing || 'their value is not a finite number'}.`);
  }
  if (holes > 0) {
    notes.push(`${grouped(holes)} empty cells: the lens has no row for them.`);
  }
  if (plot.positions.length < total) {
    notes.push(`The lens holds ${grouped(plot.positions.length)} of this prompt’s ${grouped(total)} positions; `
      + 'a rule marks where some are left out.');
  }
  if (plot.layers.length < run.layers) {
    notes.push(`The lens holds ${plot.layers.length} of the model’s ${run.layers} layers.`);
  }
  if (!answerKnown) {
    notes.push('The final layer’s resid_post is not in the lens, so no cell is compared with it.');
  }
  document.getElementById('notes').replaceChildren(...notes.map((note) => create('li', '', note)));
  drawLegend(document.getElementById('legend'), metric, scheme(), hatched > 0, answerKnown);
}

function drawStripNow(plot) {
  const position = state.pin?.position ?? plot.positions[plot.positions.length - 1];
  drawStrip(document.getElementById('strip'), plot, position, (layer) => pin({layer, position}));
}

function drawPin(plot) {
  grid.querySelector('.pinned')?.classList.remove('pinned');
  if (state.pin) {
    elementOf(grid, state.pin.layer, state.pin.position)?.classList.add('pinned');
  }
  makeReachable(elementOf(grid, ...pinnedOrDefault(plot)) ?? grid.querySelector('td[data-layer]'));
  inspect(null);
}

function pinnedOrDefault(plot) {
  const {layer, position} = state.pin
    ?? {layer: plot.layers[plot.layers.length - 1], position: plot.positions[plot.positions.length - 1]};
  return [layer, position];
}

/** Shows a cell in the inspector; without one, the pinned or else the last cell. */
function inspect(element) {
  const plot = plotNow();
  const [layer, position] = element
    ? [Number(element.dataset.layer), Number(element.dataset.position)] : pinnedOrDefault(plot);
  const isPin = state.pin !== null && state.pin.layer === layer && state.pin.position === position;
  drawInspector(document.getElementById('inspector'), plot, plot.cell(layer, position), isPin);
  markCross(grid, element || state.pin ? {layer, position} : null);
}

/** Pins a cell, or lets it go when it is the pinned one. */
function pin(place) {
  const same = place && state.pin && state.pin.layer === place.layer && state.pin.position === place.position;
  state.pin = same ? null : place;
  history.replaceState(null, '', addressOfState());
  drawStripNow(plotNow());
  drawPin(plotNow());
}

function listenToToolbar() {
  const picker = document.getElementById('picker');
  const search = document.getElementById('search');
  const choose = (index) => {
    picker.open = false;
    go({prompt: index, pin: null, page: null});
  };
  const list = () => drawChoices(prompts, search.value, state.prompt, choose);
  document.getElementById('previous').addEventListener('click', () => choose(state.prompt - 1));
  document.getElementById('next').addEventListener('click', () => choose(state.prompt + 1));
  search.addEventListener('input', list);
  picker.addEventListener('toggle', () => {
    if (picker.open) {
      list();
      search.focus();
    }
  });
  picker.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      picker.open = false;
    }
  });
}

function listenToWindow() {
  addEventListener('hashchange', () => {
    state = stateFromAddress();
    show().catch(fail);
  });
  addEventListener('resize', () => view && draw());
  darkSystem.addEventListener('change', () => view && draw());
  for (const [name, value] of [['beforeprint', true], ['afterprint', false]]) {
    addEventListener(name, () => {
      printing = value;
      if (view) {
        draw();
      }
    });
  }
}

function refuse(text) {
  const notice = document.getElementById('notice');
  notice.textContent = text;
  notice.hidden = false;
}

function fail(error) {
  refuse(`The report cannot be shown: ${error.message}`);
}

function start() {
  drawFacts();
  if (typeof DecompressionStream === 'undefined') {
    refuse('This browser cannot unpack the report: it lacks DecompressionStream. Open the file in Chrome or Edge 123, '
      + 'Firefox 120, Safari 17.5 or a newer one.');
    return;
  }
  document.getElementById('report').hidden = false;
  state = stateFromAddress();
  listenToGrid();
  listenToToolbar();
  listenToWindow();
  show().catch(fail);
}

start();
