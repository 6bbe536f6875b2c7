/* The header: what the run was. */

function drawFacts() {
  document.title = `Logit lens · ${run.id}`;
  document.getElementById('run-id').textContent = run.id;
  const list = document.getElementById('facts');
  const shown = prompts.length < run.prompts
    ? `the first ${grouped(prompts.length)} of ${grouped(run.prompts)}; the others are left out of this file`
    : grouped(prompts.length);
  const facts = [
    ['Model', run.model], ['Model hash', run.modelHash], ['Layers', run.layers], ['Sites', run.sites.join(', ')],
    ['dtype', run.dtype], ['Prompts', shown], ['Capture', run.spec], ['Lens', run.lens], ['Run', period()],
  ];
  for (const [name, value] of facts.filter(([, text]) => text !== null && text !== '')) {
    const pair = create('div');
    pair.append(create('dt', '', name), create('dd', '', String(value)));
    pair.lastChild.title = String(value);
    list.append(pair);
  }
}

function period() {
  if (run.started === null) {
    return null;
  }
  const started = run.started.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
  return run.ended === null ? `${started}, not ended`
    : `${started}, ${short((Date.parse(run.ended) - Date.parse(run.started)) / 1000)} s`;
}
