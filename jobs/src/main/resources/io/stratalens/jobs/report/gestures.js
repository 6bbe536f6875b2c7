/* Pointer and keyboard on the heat map. */

function cellUnder(event) {
  return event.target.closest?.('td[data-layer]') ?? null;
}

function placeOf(element) {
  return {layer: Number(element.dataset.layer), position: Number(element.dataset.position)};
}

/** One cell at a time can be reached with the Tab key; arrow keys go on from there. */
function makeReachable(element) {
  grid.querySelector('td[tabindex]')?.removeAttribute('tabindex');
  if (element) {
    element.tabIndex = 0;
  }
}

const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

function onGridKey(event) {
  const element = cellUnder(event);
  if (!element) {
    return;
  }
  if (event.key in STEPS) {
    moveFocus(element, ...STEPS[event.key]);
    event.preventDefault();
  } else if (event.key === 'Enter' || event.key === ' ') {
    pinAndFocus(element);
    event.preventDefault();
  }
}

/** Arrow keys go on from the cell that was clicked. */
function pinAndFocus(element) {
  pin(placeOf(element));
  makeReachable(element);
  element.focus({preventScroll: true});
}

function moveFocus(element, down, right) {
  const row = element.parentElement.parentElement.rows[element.parentElement.sectionRowIndex + down];
  const target = row?.cells[element.cellIndex + right];
  if (target?.matches('td[data-layer]')) {
    makeReachable(target);
    target.focus();
  }
}

function listenToGrid() {
  grid.addEventListener('pointerover', (event) => cellUnder(event) && inspect(cellUnder(event)));
  grid.addEventListener('pointerleave', () => inspect(null));
  grid.addEventListener('focusin', (event) => cellUnder(event) && inspect(cellUnder(event)));
  grid.addEventListener('click', (event) => cellUnder(event) && pinAndFocus(cellUnder(event)));
  grid.addEventListener('keydown', onGridKey);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.pin) {
      pin(null);
    }
  });
}
