/* Reading what the report's writer left in the page. */

/** The JSON of the only element with this role. */
function readJson(role) {
  return JSON.parse(document.querySelector(`script[data-role="${role}"]`).textContent);
}

/** Id, text and token count of every prompt; their cells stay packed until asked for. */
function readPrompts() {
  const packed = document.querySelectorAll('script[data-role="cells"]');
  return Array.from(document.querySelectorAll('script[data-role="prompt"]'), (element, index) => ({
    ...JSON.parse(element.textContent),
    packed: packed[index],
  }));
}

/** Unpacks one prompt's cells: base64, gzip, JSON. */
async function unpack(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/** One prompt's plots, by site. */
class PromptView {
  constructor(payload, modelLayers) {
    this.payload = payload;
    this.tokens = payload.tokens.ids.map((id, index) => ({id, text: payload.tokens.texts[index]}));
    this.plots = new Map(payload.sites.map((site) => [site.site, new SitePlot(this, site)]));
    this.inputs = new Map(payload.columns.map((column) => [column.position, this.tokens[column.token]]));
    this.lastLayer = modelLayers - 1;
    this.choices = this.targetChoices();
    this.target = null;
  }

  /** The targets to choose from: none unless the lens was asked about several tokens at once. */
  targetChoices() {
    const lists = this.payload.sites.flatMap((site) => site.targets).filter((list) => list);
    const several = lists.some((list) => list.length > 1);
    return several ? Array.from(new Set(lists.flat()), (index) => this.tokens[index]) : [];
  }

  isGenerated(position) {
    return position >= this.payload.promptTokens;
  }

  /** What the model itself predicts at a position, or null where it was not captured. */
  answer(position) {
    const cell = this.plots.get('resid_post')?.cell(this.lastLayer, position);
    return cell ? cell.top[0] : null;
  }
}

/** The cells of one prompt at one site. */
class SitePlot {
  constructor(prompt, raw) {
    this.prompt = prompt;
    this.raw = raw;
    this.site = raw.site;
    this.layers = raw.layers;
    this.positions = raw.positions;
    this.rowOf = new Map(raw.layers.map((layer, row) => [layer, row]));
    this.columnOf = new Map(raw.positions.map((position, column) => [position, column]));
  }

  /** The cell of a layer and a position, or null where the table has no row. */
  cell(layer, position) {
    const row = this.rowOf.get(layer);
    const column = this.columnOf.get(position);
    const at = row * this.positions.length + column;
    return row === undefined || column === undefined || this.raw.tops[at] === null
      ? null : this.read(layer, position, at);
  }

  read(layer, position, at) {
    const {tokens} = this.prompt;
    const {raw} = this;
    return {
      layer,
      position,
      site: this.site,
      top: raw.tops[at].map((index, place) => (
        {...tokens[index], probability: Number(raw.probabilities[at][place])})),
      entropy: Number(raw.entropies[at]),
      ...this.targetOf(at),
      kl: numberOrNull(raw.kls[at]),
    };
  }

  /** The chosen target's values in a cell; with a single target per cell there is nothing to choose. */
  targetOf(at) {
    const {tokens, target} = this.prompt;
    const targets = this.raw.targets[at].map((index) => tokens[index]);
    const place = target === null ? 0 : targets.findIndex((token) => token.id === target);
    return place < 0 || place >= targets.length
      ? {target: null, rank: null, logProbability: null}
      : {
        target: targets[place],
        rank: this.raw.ranks[at][place],
        logProbability: Number(this.raw.logProbabilities[at][place]),
      };
  }

  /** The target at a position: the same in all layers. */
  target(position) {
    for (const layer of this.layers) {
      const cell = this.cell(layer, position);
      if (cell) {
        return cell.target;
      }
    }
    return null;
  }
}

/** JSON has no NaN and no infinity: the writer puts them in quotes. */
function numberOrNull(value) {
  return value === null ? null : Number(value);
}
