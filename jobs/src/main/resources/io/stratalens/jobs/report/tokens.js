/* Showing token strings: whatever they hold is text, and what cannot be seen is made visible. */

const SIGNS = new Map([
  [' ', '␣'], ['\n', '↵'], ['\t', '⇥'], ['\r', '␍'], ['\u00a0', '⍽'], ['\u007f', '␡'],
]);
const UNSEEN = /[\s\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/u;
const PIECES = new RegExp(`${UNSEEN.source}+|[^]`, 'gu');

/** A sign for one character that would not be seen. */
function sign(character) {
  const code = character.codePointAt(0);
  if (SIGNS.has(character)) {
    return SIGNS.get(character);
  }
  return code < 0x20
    ? String.fromCodePoint(0x2400 + code)
    : `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** A token as one line of visible text. */
function visible(token) {
  if (token.text === null) {
    return `#${token.id}`;
  }
  return token.text === '' ? '∅' : Array.from(token.text, (c) => (UNSEEN.test(c) ? sign(c) : c)).join('');
}

/** Puts a token into an element, the signs for whitespace set back a little. */
function showToken(element, token) {
  const text = visible(token);
  if (token.text === null || !UNSEEN.test(token.text)) {
    element.textContent = text;
    return;
  }
  const pieces = token.text.match(PIECES);
  for (const piece of pieces) {
    const unseen = pieces.length > 1 && UNSEEN.test(piece);
    element.append(unseen ? create('i', 'space', Array.from(piece, sign).join('')) : visible({text: piece}));
  }
}

/** An element with a class and text. */
function create(name, className = '', text = '') {
  const element = document.createElement(name);
  if (className) {
    element.className = className;
  }
  element.textContent = text;
  return element;
}

/** A probability, or any number, with three significant digits. */
function short(value) {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  const size = Math.abs(value);
  return size !== 0 && size < 1e-3 ? value.toExponential(1) : Number(value.toPrecision(3)).toString();
}

/** An integer with its thousands set apart. */
function grouped(value) {
  return value.toLocaleString('en-US');
}
