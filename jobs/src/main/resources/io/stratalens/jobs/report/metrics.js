/* What colours can mean. Everywhere the strong end is the one nearer to a settled answer. */

/*
 * Colours from weak to strong, one ramp per scheme. Lightness falls (light scheme) or rises (dark
 * scheme) by equal steps in OKLab, so equal differences in value look equally large.
 */
const RAMPS = {
  light: ['#f7f8ef', '#e5ecd5', '#cee3c0', '#b2dab1', '#8fd1a7', '#73c6a6', '#54b9a7', '#35aca9', '#0f9eaa',
    '#0b8da8', '#067da6', '#026da2', '#0e5d9c', '#1c4d93', '#243c89', '#292a7d', '#2c176f'],
  dark: ['#1a1d2c', '#20273f', '#243252', '#263e65', '#244b79', '#1f598b', '#106998', '#007a9a', '#0a8a9b',
    '#029b9c', '#07ad99', '#2dbc92', '#58ca8b', '#7fd682', '#a4e077', '#c9e96d', '#eff166'],
};

/** The metrics of a report: `value` reads a cell, `strength` maps a value to 0 (weak) .. 1 (strong). */
function metricsOf(scales) {
  const entropy = ceiling(scales.entropy);
  const kl = ceiling(scales.kl);
  const decades = Math.max(1, Math.ceil(Math.log10(scales.rank + 1)));
  return {
    prob: {
      label: 'Probability',
      title: 'Probability of the top token',
      value: (cell) => cell.top[0].probability,
      strength: (value) => value,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      missing: '',
    },
    entropy: {
      label: 'Entropy',
      title: 'Entropy of the prediction, nats',
      value: (cell) => cell.entropy,
      strength: (value) => 1 - value / entropy,
      ticks: quarters(entropy),
      missing: '',
    },
    rank: {
      label: 'Target rank',
      title: 'Rank of the target, logarithmic; 0 is the top token',
      value: (cell) => cell.rank,
      strength: (value) => 1 - Math.log10(value + 1) / decades,
      ticks: rankTicks(decades),
      missing: 'no target is known at their position (NULL)',
    },
    kl: {
      label: 'KL to final',
      title: 'KL(final layer ‖ this layer), nats, logarithmic',
      value: (cell) => cell.kl,
      strength: (value) => 1 - logarithm(value / kl),
      ticks: [1, 0.3, 0.1, 0.03, 0].map((part) => part * kl),
      missing: 'the final layer was not captured at their position (NULL)',
    },
  };
}

/** 0 and the powers of ten up to so many decades, the largest first. */
function rankTicks(decades) {
  return [...Array.from({length: decades}, (_, power) => 10 ** (power + 1)).reverse(), 0];
}

/** A round number at or above a value. */
function ceiling(value) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * unit).find((round) => round >= value * 0.999999);
}

/** From 0..1 to 0..1, stretched near 0 by two decades, where the differences that matter lie. */
function logarithm(part) {
  return Math.log1p(99 * Math.max(0, part)) / Math.log(100);
}

function quarters(top) {
  return [1, 0.75, 0.5, 0.25, 0].map((part) => top * part);
}

/** Red, green and blue of a strength, 0..255. */
function colourAt(strength, scheme) {
  const ramp = RAMPS[scheme];
  const place = Math.min(1, Math.max(0, strength)) * (ramp.length - 1);
  const below = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [channels(ramp[below]), channels(ramp[below + 1])];
  return from.map((value, index) => Math.round(value + (to[index] - value) * (place - below)));
}

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/** Black or white, whichever stands out more (WCAG contrast, never below 4.5). */
function inkOn(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

/** Background and ink of a value as a style, or null where there is no value to colour. */
function paint(metric, value, scheme) {
  if (value === null || !Number.isFinite(value)) {
    return null;
  }
  const colour = colourAt(metric.strength(value), scheme);
  return `background:rgb(${colour.join(' ')});color:${inkOn(colour)}`;
}

/** The legend of a metric: its scale with numbers and what the marks mean. */
function drawLegend(element, metric, scheme, hatched, answerKnown) {
  const scale = create('div', 'scale');
  const bar = create('div', 'bar');
  bar.style.background = `linear-gradient(to right, ${RAMPS[scheme].join(', ')})`;
  const ticks = create('div', 'ticks');
  for (const tick of metric.ticks) {
    const label = create('span', '', tick >= 1000 ? grouped(tick) : short(tick));
    label.style.left = `${100 * metric.strength(tick)}%`;
    ticks.append(label);
  }
  scale.append(bar, ticks);
  element.replaceChildren(create('span', 'caption', metric.title), scale);
  if (answerKnown) {
    element.append(sample('final', 'top token is the final layer’s'));
  }
  element.append(sample('hit', 'top token is the target'));
  if (hatched) {
    element.append(sample('null', 'no value'));
  }
}

function sample(className, text) {
  const element = create('span', 'sample');
  element.append(create('b', className), text);
  return element;
}
