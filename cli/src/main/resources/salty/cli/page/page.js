'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const seen = data.activations;
const prefix = data.folder + '/';

/** A manifest's path as an address relative to this page. */
function address(path) {
  const relative = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return relative.split('/').map(encodeURIComponent).join('/');
}

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

function percent(share) {
  return share >= 0.001 ? (100 * share).toFixed(1) + ' %' : '< 0.1 %';
}

function readable(label) {
  return label.replaceAll('_', ' ');
}

const imageName = seen.origImagePath.split('/').pop();

/* The picture and its classes */

byId('title').textContent = `What ${seen.model} sees in ${imageName}`;
document.title = byId('title').textContent;
byId('subtitle').textContent = seen.topClass === null ? 'A network without classes.'
  : `It takes it for ${readable(seen.topClass)}, with ${percent(seen.topProb)}.`;
byId('photo').src = address(seen.origImagePath);
byId('photo').alt = `The picture that was shown to the network: ${imageName}`;
byId('photo-caption').textContent = imageName;
seen.indices.forEach((index, i) => {
  const bar = element('span');
  bar.style.width = 100 * seen.probScores[i] + '%';
  byId('classes').append(element('li', { title: `index ${index}` },
    element('span', { className: 'label', textContent: readable(seen.classNames[i]) }),
    element('span', { className: 'share', textContent: percent(seen.probScores[i]) }),
    element('span', { className: 'bar', ariaHidden: 'true' }, bar)));
});
if (seen.indices.length === 0) {
  byId('classes').append(element('li', { textContent: 'This network does not classify.' }));
}

/* Galleries, and the viewer that steps through one layer */

let shown = [];
let place = 0;

function view(index) {
  place = (index + shown.length) % shown.length;
  const item = shown[place];
  byId('viewer-image').src = item.source;
  byId('viewer-image').alt = item.text;
  byId('viewer-image').className = item.coarse ? 'coarse' : '';
  byId('viewer-caption').textContent = item.text;
}

byId('previous').onclick = () => view(place - 1);
byId('next').onclick = () => view(place + 1);
byId('viewer').onkeydown = event => {
  if (event.key === 'ArrowLeft') view(place - 1);
  if (event.key === 'ArrowRight') view(place + 1);
};
byId('viewer').onclick = event => {
  if (event.target === byId('viewer')) byId('viewer').close();
};

function tile(items, i) {
  const item = items[i];
  const image = element('img', { src: item.source, alt: item.text, loading: 'lazy', className: item.coarse ? 'coarse' : '' });
  const button = element('button', { type: 'button', className: 'tile', title: item.text }, image,
    element('span', { className: 'number', textContent: i + 1, ariaHidden: 'true' }));
  if (item.noGradient) button.append(element('span', { className: 'no-gradient', textContent: 'no gradient' }));
  button.onclick = () => {
    shown = items;
    view(i);
    byId('viewer').showModal();
  };
  return button;
}

function gallery(panel, layer, note, items) {
  panel.append(element('section', { className: 'layer' },
    element('div', { className: 'layer-head' }, element('h2', { textContent: layer }), element('p', { textContent: note })),
    element('div', { className: 'tiles' }, ...items.map((_, i) => tile(items, i)))));
}

function lead(text) {
  return element('p', { className: 'lead', textContent: text });
}

byId('activations').append(lead('What the first filters of some layers answer to the picture, shallow layers first. '
  + 'Bright is a strong answer. Each map is stretched to its own contrast.'));
for (const [layer, paths] of Object.entries(seen.layerName2FilePaths)) {
  const [height, width] = seen.layerName2ImageDims[layer];
  gallery(byId('activations'), layer, `${paths.length} maps of ${width} × ${height}`, paths.map((path, i) => ({
    source: address(path), coarse: width < 112, text: `Activation of ${layer}, filter ${i + 1}`,
  })));
}

byId('filters').append(lead('Inputs made by gradient ascent from grey noise, each to excite one filter as much as possible: '
  + 'edges and colours in shallow layers, textures and parts in deeper ones.'));
for (const { layerName, filePaths, filters } of data.filters.layers) {
  gallery(byId('filters'), layerName, `${filePaths.length} filters, ${data.filters.iterations} steps each`,
    filePaths.map((path, i) => ({
      source: address(path), noGradient: filters[i].noGradient,
      text: `Input that excites filter ${i + 1} of ${layerName}: mean activation ${filters[i].scoreStart.toPrecision(3)}`
        + ` → ${filters[i].scoreEnd.toPrecision(3)}${filters[i].noGradient ? ' (no gradient at the start)' : ''}`,
    })));
}

/* The class activation map */

function camPanel() {
  if (seen.heatmapPath === null) {
    return element('p', { className: 'lead', textContent: 'There is no class activation map for this network.' });
  }
  const name = readable(seen.camClass);
  const heat = element('img', {
    className: 'heat', src: address(seen.heatmapPath), alt: `Heat map of the evidence for ${name}`,
  });
  const percentShown = element('output', { textContent: '50 %' });
  const slider = element('input', { type: 'range', min: 0, max: 100, value: 50 });
  slider.oninput = () => {
    heat.style.opacity = slider.value / 100;
    percentShown.textContent = slider.value + ' %';
  };
  slider.oninput();
  const ramp = element('div', { className: 'ramp' });
  ramp.style.background = `linear-gradient(to right, ${data.legend.join(', ')})`;
  const text = element('div', { className: 'cam-text' },
    element('p', { className: 'soft', textContent: 'Evidence for' }),
    element('p', { className: 'class', textContent: name }),
    element('p', { className: 'soft', textContent: `Where ${seen.camLayer} speaks for this class, by the gradient of its `
      + `${seen.camTarget} (Grad-CAM).` }),
    element('label', { className: 'slider' }, 'Opacity of the map', percentShown, slider),
    element('div', { className: 'legend' }, ramp,
      element('div', { className: 'ends' }, element('span', { textContent: 'none' }),
        element('span', { textContent: 'strongest' }))));
  if (seen.camPeak <= 0) {
    text.append(element('p', { className: 'notice', textContent: 'Nothing in this picture speaks for the class; the map is zero everywhere.' }));
  }
  return element('div', { className: 'cam card' },
    element('div', { className: 'stack' },
      element('img', { src: address(seen.seenPath), alt: `The picture under the map: ${imageName}` }), heat), text);
}

byId('cam').append(camPanel());

/* Switching, by mouse, by arrow keys and by the address */

const tabs = [...document.querySelectorAll('[role=tab]')];

function select(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.ariaSelected = String(chosen);
    other.tabIndex = chosen ? 0 : -1;
    byId(other.getAttribute('aria-controls')).hidden = !chosen;
  }
}

tabs.forEach((tab, i) => {
  tab.onclick = () => {
    select(tab);
    history.replaceState(null, '', '#view-' + tab.getAttribute('aria-controls'));
  };
  tab.onkeydown = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = tabs[(i + step + tabs.length) % tabs.length];
      next.click();
      next.focus();
    }
  };
});
// The hash names the view without being any element's id, so that the page does not jump.
select(tabs.find(tab => '#view-' + tab.getAttribute('aria-controls') === location.hash) ?? tabs[0]);

/* Where all this comes from */

const facts = {
  Model: seen.model,
  Preprocessing: seen.preprocess,
  Resizing: seen.resize,
  Backend: seen.backend,
  'Ascent': `${data.filters.iterations} steps, seed ${data.filters.seed}`,
};
byId('provenance').append(element('dl', {}, ...Object.entries(facts).map(([term, value]) =>
  element('div', {}, element('dt', { textContent: term }), element('dd', { textContent: value })))));
